using Hodl.Server.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Server.Team;

/// <summary>Name and password, or the way to the identity provider.</summary>
public sealed partial class Login
{
    private string said = "";

    /// <summary>Where to go afterwards.</summary>
    [SupplyParameterFromQuery] public string? ReturnUrl { get; set; }

    /// <summary>Why the identity provider's word was not enough: provider or role.</summary>
    [SupplyParameterFromQuery] public string? Refused { get; set; }

    [SupplyParameterFromForm] private Entry? Form { get; set; }

    [Inject] private AuthOptions Auth { get; set; } = null!;

    [Inject] private SignInManager<Account> Session { get; set; } = null!;

    [Inject] private AccountStore Store { get; set; } = null!;

    [Inject] private AuditLog Audit { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private string Target => LocalPath.Of(ReturnUrl);

    private string Said => said != "" ? said : Refused switch
    {
        "provider" => "The identity provider did not confirm who you are. Try again.",
        "role" => "The identity provider knows you, but none of your groups has a role here. Ask an admin.",
        _ => "",
    };

    private async Task SignIn()
    {
        var name = Form?.Name?.Trim() ?? "";
        var password = Form?.Password ?? "";
        if (Auth.Mode != AuthMode.Local)
        {
            return;
        }

        if (await Session.UserManager.FindByNameAsync(name) is not { Password: not null } account)
        {
            // As long as for a name that exists, so that the answer's time does not tell which do.
            Session.UserManager.PasswordHasher.HashPassword(new Account(), password);
            Audit.Add(name, "login refused", "account", "unknown name");
            said = "Name or password is wrong.";
            return;
        }

        var result = await Session.PasswordSignInAsync(account, password, isPersistent: true, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            account.Seen = Clock.GetUtcNow().ToUnixTimeMilliseconds();
            Store.Update(account);
            Audit.Add(account.Name, "login", "account");
            Navigation.NavigateTo(Target);
            return;
        }

        Audit.Add(account.Name, "login refused", "account", result.IsLockedOut ? "locked" : result.IsNotAllowed ? "shut" : "wrong password");
        said = result.IsLockedOut ? "Too many wrong passwords: this account is locked for 15 minutes."
            : result.IsNotAllowed ? "This account is shut. Ask an admin."
            : "Name or password is wrong.";
    }

    private sealed class Entry
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
