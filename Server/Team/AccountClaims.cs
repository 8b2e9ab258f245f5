using System.Security.Claims;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Hodl.Server.Team;

/// <summary>An account as claims: number, name, stamp and role.</summary>
internal sealed class AccountClaims(UserManager<Account> accounts, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Account>(accounts, options)
{
    /// <inheritdoc/>
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Account user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(ClaimTypes.Role, user.Role));
        return identity;
    }
}
