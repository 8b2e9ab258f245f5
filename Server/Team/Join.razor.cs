using Hodl.Server.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Server.Team;

/// <summary>The page of a one-time link: choose a password.</summary>
public sealed partial class Join
{
    private Account? account;
    private List<string> problems = [];

    /// <summary>The secret part of the link.</summary>
    [Parameter] public string Secret { get; set; } = "";

    [SupplyParameterFromForm] private Entry? Form { get; set; }

    [Inject] private AuthOptions Auth { get; set; } = null!;

    [Inject] private AccountStore Store { get; set; } = null!;

    [Inject] private SignInManager<Account> Session { get; set; } = null!;

    [Inject] private AuditLog Audit { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized() => account = Auth.Mode == AuthMode.Local && Store.Invited(Secret) is { Disabled: false } invited ? invited : null;

    private async Task Choose()
    {
        if (account is null)
        {
            return;
        }

        var accounts = Session.UserManager;
        var password = Form?.Password ?? "";
        problems = password == Form?.Again ? [] : ["The two passwords differ."];
        if (account.Password is null && Form?.Name?.Trim() is { Length: > 0 } name && name != account.Name)
        {
            account.Name = name;
            account.Folded = accounts.NormalizeName(name) ?? "";
        }

        foreach (var rule in accounts.PasswordValidators)
        {
            problems.AddRange((await rule.ValidateAsync(accounts, account, password)).Errors.Select(error => error.Description));
        }

        foreach (var rule in accounts.UserValidators)
        {
            problems.AddRange((await rule.ValidateAsync(accounts, account)).Errors.Select(error => error.Description));
        }

        if (problems.Count > 0)
        {
            return;
        }

        account.Password = accounts.PasswordHasher.HashPassword(account, password);
        account.Seen = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        // Keeps it, and ends every session that the old password had opened.
        await accounts.UpdateSecurityStampAsync(account);
        Store.EndInvitations(account.Id);
        Audit.Add(account.Name, "password", "account", "chosen by link");
        await Session.SignInAsync(account, isPersistent: true);
        Audit.Add(account.Name, "login", "account");
        Navigation.NavigateTo("/runs");
    }

    private sealed class Entry
    {
        public string? Name { get; set; }

        public string? Password { get; set; }

        public string? Again { get; set; }
    }
}
