using Hodl.Server.Store;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Server.Team;

/// <summary>Name and password, or the way to the identity provider.</summary>
public sealed partial class Login
{
    private const int Longest = 256;
    private string said = "";

    /// <summary>Where to go afterwards.</summary>
    [SupplyParameterFromQuery] public string? ReturnUrl { get; set; }

    /// <summary>Why the identity provider's word was not enough: provider or role.</summary>
    [SupplyParameterFromQuery] public string? Refused { get; set; }

    [SupplyParameterFromForm] private Entry? Form { get; set; }

    [CascadingParameter] private HttpContext? Http { get; set; }

    [Inject] private SignInDelay Delay { get; set; } = null!;

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

        var accounts = Session.UserManager;
        var (from, folded) = (Http?.Connection.RemoteIpAddress, accounts.NormalizeName(Short(name)) ?? "");
        if (Delay.Wait(from, folded) is { Ticks: > 0 } wait)
        {
            said = $"Too many wrong passwords from here: wait {Math.Ceiling(wait.TotalSeconds)} seconds.";
            return;
        }

        var account = name.Length <= Longest && password.Length <= Longest ? await accounts.FindByNameAsync(name) : null;
        if (account?.Password is null)
        {
            // As long as for a name that exists, so that the answer's time does not tell which do.
            accounts.PasswordHasher.HashPassword(new Account(), Short(password));
            Refuse(name, "unknown name");
        }
        else if (!await accounts.CheckPasswordAsync(account, password))
        {
            Refuse(account.Name, "wrong password");
        }
        else if (account.Disabled)
        {
            Audit.Add(account.Name, "login refused", "account", "shut");
            said = "This account is shut. Ask an admin.";
        }
        else
        {
            Delay.Succeeded(from, folded);
            account.Seen = Clock.GetUtcNow().ToUnixTimeMilliseconds();
            Store.Update(account);
            await Session.SignInAsync(account, isPersistent: true);
            Audit.Add(account.Name, "login", "account");
            Navigation.NavigateTo(Target);
        }

        void Refuse(string who, string why)
        {
            Delay.Failed(from, folded);
            Audit.Add(who, "login refused", "account", why);
            said = "Name or password is wrong.";
        }
    }

    private static string Short(string text) => text.Length > Longest ? text[..Longest] : text;

    private sealed class Entry
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
