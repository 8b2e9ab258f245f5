using Hodl.Server.Store;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Hodl.Server.Team;

/// <summary>Ends an open page's rights when its person's account was changed: role, password, shut; or when its session was ended.</summary>
internal sealed class CircuitAuthentication(ILoggerFactory logger, AuthOptions options, AccountStore accounts, SessionStore sessions) : RevalidatingServerAuthenticationStateProvider(logger)
{
    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => options.Revalidate > TimeSpan.Zero ? options.Revalidate : TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var who = authenticationState.User;
        return Task.FromResult(who.Account() is not { } id
            || (who.FindFirst(SessionCookie.Session)?.Value is { } session && !sessions.IsEnded(session)
                && accounts.Find(id) is { Disabled: false } account && (who.FindFirst("AspNet.Identity.SecurityStamp")?.Value ?? account.Stamp) == account.Stamp));
    }
}
