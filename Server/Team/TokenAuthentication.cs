using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Hodl.Server.Team;

/// <summary>Programs sign in with <c>Authorization: Bearer hodl_…</c>.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenStore tokens, AccountStore accounts)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Its scheme.</summary>
    public const string Name = "Token";

    private const string Prefix = "Bearer ";

    /// <summary>Whether a request comes with a token.</summary>
    public static bool Has(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Refusal.Write(Context, StatusCodes.Status401Unauthorized, "The token is unknown, taken back, or its time is over.");
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Refusal.Write(Context, StatusCodes.Status403Forbidden, "The token's scopes or the role of its account do not allow this.");

    private AuthenticateResult Authenticate()
    {
        if (!Has(Request))
        {
            return AuthenticateResult.NoResult();
        }

        if (tokens.Use(Request.Headers.Authorization.ToString()[Prefix.Length..].Trim()) is not { } token || accounts.Find(token.Person) is not { Disabled: false } account)
        {
            return AuthenticateResult.Fail("unknown token");
        }

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, account.Id.ToString(CultureInfo.InvariantCulture)),
                new Claim(ClaimTypes.Name, account.Name),
                new Claim(ClaimTypes.Role, account.Role),
                .. token.Scopes.Select(scope => new Claim(Rights.Scope, scope)),
            ], Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name));
    }
}
