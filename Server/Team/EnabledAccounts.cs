using Hodl.Server.Store;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Server.Team;

/// <summary>Refuses people whose account an admin has disabled.</summary>
internal sealed class EnabledAccounts : IUserConfirmation<Account>
{
    /// <inheritdoc/>
    public Task<bool> IsConfirmedAsync(UserManager<Account> manager, Account user) => Task.FromResult(!user.Disabled);
}
