using System.Security.Claims;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Server.Team;

/// <summary>What admins do with accounts, and people with their own: allowed or refused here, and written down here.</summary>
/// <param name="accounts">Identity's rules.</param>
/// <param name="store">Keeps them.</param>
/// <param name="audit">Writes down.</param>
/// <param name="delay">Slows guessing down.</param>
public sealed class AccountDeeds(UserManager<Account> accounts, AccountStore store, AuditLog audit, SignInDelay delay)
{
    private static readonly TimeSpan Valid = TimeSpan.FromDays(3);

    /// <summary>Makes an account.</summary>
    /// <returns>The path of the link by which its person chooses a password, once.</returns>
    /// <exception cref="InvalidOperationException">The name is taken or not allowed, or the role unknown.</exception>
    /// <exception cref="UnauthorizedAccessException">This person is no admin.</exception>
    public async Task<string> AddAsync(ClaimsPrincipal who, string name, string role)
    {
        who.Demand(Policies.Admin, "An account");
        DemandRole(role);
        var account = new Account { Name = name.Trim(), Role = role };
        var result = await accounts.CreateAsync(account);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(error => error.Description)));
        }

        audit.Add(who.Person(), "add user", account.Name, role);
        return "/account/join/" + store.Invite(account.Id, Valid);
    }

    /// <summary>A new link by which a person chooses a password; the old password is good until then.</summary>
    /// <exception cref="UnauthorizedAccessException">This person is no admin.</exception>
    public string Invite(ClaimsPrincipal who, long id)
    {
        who.Demand(Policies.Admin, "An account");
        audit.Add(who.Person(), "link for a password", store.Find(id)?.Name ?? "");
        return "/account/join/" + store.Invite(id, Valid);
    }

    /// <summary>Gives another role, and ends the account's sessions.</summary>
    /// <exception cref="InvalidOperationException">It is one's own account, or the role is unknown.</exception>
    /// <exception cref="UnauthorizedAccessException">This person is no admin.</exception>
    public async Task SetRoleAsync(ClaimsPrincipal who, long id, string role)
    {
        var account = Other(who, id);
        DemandRole(role);
        account.Role = role;
        await accounts.UpdateSecurityStampAsync(account);
        audit.Add(who.Person(), "role", account.Name, role);
    }

    /// <summary>Shuts an account and ends its sessions, or opens it again.</summary>
    /// <exception cref="InvalidOperationException">It is one's own account.</exception>
    /// <exception cref="UnauthorizedAccessException">This person is no admin.</exception>
    public async Task SetDisabledAsync(ClaimsPrincipal who, long id, bool disabled)
    {
        var account = Other(who, id);
        account.Disabled = disabled;
        await accounts.UpdateSecurityStampAsync(account);
        audit.Add(who.Person(), disabled ? "shut user" : "open user", account.Name);
    }

    /// <summary>Changes one's own password, which ends every session of the account.</summary>
    /// <exception cref="InvalidOperationException">The old password is wrong, or the new one breaks the rules.</exception>
    public async Task ChangePasswordAsync(ClaimsPrincipal who, string old, string password)
    {
        var account = who.Account() is { } id ? store.Find(id) : null;
        if (account?.Password is null)
        {
            throw new InvalidOperationException("This account has no password here.");
        }

        if (delay.Wait(null, account.Folded) is { Ticks: > 0 } wait)
        {
            throw new InvalidOperationException($"Too many wrong passwords: wait {Math.Ceiling(wait.TotalSeconds)} seconds.");
        }

        var result = await accounts.ChangePasswordAsync(account, old, password);
        if (!result.Succeeded)
        {
            delay.Failed(null, account.Folded);
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(error => error.Description)));
        }

        delay.Succeeded(null, account.Folded);

        audit.Add(who.Person(), "password", "account", "changed");
    }

    private Account Other(ClaimsPrincipal who, long id)
    {
        who.Demand(Policies.Admin, "An account");
        return who.Account() == id ? throw new InvalidOperationException("Nobody changes their own role or shuts their own account: an other admin does.")
            : store.Find(id) ?? throw new InvalidOperationException($"There is no account {id}.");
    }

    private static void DemandRole(string role)
    {
        if (!Roles.All.Contains(role))
        {
            throw new InvalidOperationException($"Role = {role}: allowed is {string.Join(", ", Roles.All)}.");
        }
    }
}
