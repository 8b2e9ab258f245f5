using Hodl.Server.Store;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Server.Team;

/// <summary>The first start with local accounts: a link, printed once, by which the admin chooses name and password.</summary>
internal static class FirstAdmin
{
    private static readonly TimeSpan Valid = TimeSpan.FromHours(24);

    /// <summary>The path of the link; null when somebody can sign in already. Earlier links end.</summary>
    public static async Task<string?> LinkAsync(IServiceProvider services)
    {
        var store = services.GetRequiredService<AccountStore>();
        if (!store.IsEmpty())
        {
            return null;
        }

        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = store.List().FirstOrDefault(account => account.Role == Roles.Admin);
        if (account is null)
        {
            account = new Account { Name = "admin", Role = Roles.Admin };
            await accounts.CreateAsync(account);
        }

        return "/account/join/" + store.Invite(account.Id, Valid);
    }
}
