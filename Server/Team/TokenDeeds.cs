using System.Security.Claims;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>What people do with their own tokens.</summary>
/// <param name="tokens">Keeps them.</param>
/// <param name="audit">Writes down.</param>
/// <param name="clock">Dates their ends.</param>
public sealed class TokenDeeds(TokenStore tokens, AuditLog audit, TimeProvider clock)
{
    /// <summary>Makes a token that may do no more than its person.</summary>
    /// <param name="who">Whose.</param>
    /// <param name="name">For what.</param>
    /// <param name="scope">What it may be used for.</param>
    /// <param name="days">How long it is good; null for ever.</param>
    /// <returns>Its secret, which is kept nowhere.</returns>
    /// <exception cref="InvalidOperationException">This person has no account, or the token no name.</exception>
    /// <exception cref="UnauthorizedAccessException">This person may not do as much.</exception>
    public string Add(ClaimsPrincipal who, string name, string scope, int? days)
    {
        who.Demand(scope, "Such a token");
        var account = who.Account() ?? throw new InvalidOperationException("Only people with an account have tokens.");
        if (name.Trim() is not { Length: > 0 and <= 80 } named)
        {
            throw new InvalidOperationException("For what: allowed are 1 … 80 characters.");
        }

        var secret = tokens.Add(account, named, [scope], days is { } count ? clock.GetUtcNow().AddDays(count) : null);
        audit.Add(who.Person(), "token", named, scope);
        return secret;
    }

    /// <summary>Takes a token of one's own back for good.</summary>
    /// <exception cref="UnauthorizedAccessException">It is another's.</exception>
    public void Revoke(ClaimsPrincipal who, StoredToken token)
    {
        who.Demand(Policies.Read, "A token");
        if (who.Account() is not { } account || !tokens.Revoke(token.Id, account))
        {
            throw new UnauthorizedAccessException($"Token {token.Name} is another's, or was taken back.");
        }

        audit.Add(who.Person(), "token taken back", token.Name);
    }
}
