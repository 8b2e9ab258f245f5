using System.Security.Claims;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Server.Team;

/// <summary>Signs people in at an identity provider and gives each an account here, whose role follows the provider's groups.</summary>
public static class OidcSetup
{
    /// <summary>Its scheme.</summary>
    public const string Name = "Oidc";

    /// <summary>Adds it.</summary>
    internal static void AddOidc(this AuthenticationBuilder builder, OidcOptions oidc) => builder.AddOpenIdConnect(Name, options =>
    {
        options.SignInScheme = IdentityConstants.ApplicationScheme;
        options.Authority = oidc.Authority;
        options.ClientId = oidc.ClientId;
        options.ClientSecret = oidc.ClientSecret;
        options.ResponseType = "code";
        // The answer comes by address, not by another site's form, so that the cookies need not be open to other sites.
        options.ResponseMode = "query";
        options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.RequireHttpsMetadata = !AuthOptions.IsLoopback(oidc.Authority);
        options.CallbackPath = "/account/oidc/callback";
        options.Events.OnTicketReceived = context => Admit(context, oidc);
        options.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect("/account/login?refused=provider");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    });

    /// <summary>The account of whom the provider names; null when its groups give no role.</summary>
    public static async Task<Account?> Admit(ClaimsPrincipal who, OidcOptions oidc, AccountStore store, UserManager<Account> accounts)
    {
        var role = oidc.RoleOf(who.FindAll(oidc.RoleClaim).Select(claim => claim.Value));
        var subject = $"{who.FindFirst("iss")?.Value ?? oidc.Authority} {who.FindFirst("sub")?.Value}";
        if (role == "" || who.FindFirst("sub") is null)
        {
            return null;
        }

        if (store.FindSubject(subject) is { } known)
        {
            if (known.Role != role)
            {
                known.Role = role;
                await accounts.UpdateSecurityStampAsync(known);
            }

            return known.Disabled ? null : known;
        }

        var wanted = who.FindFirst("preferred_username")?.Value ?? who.FindFirst("email")?.Value ?? "person";
        var name = string.Concat(wanted.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '@' or '+'));
        for (var attempt = 2; store.FindName(accounts.NormalizeName(name)) is not null; attempt++)
        {
            name = $"{wanted}-{attempt}";
        }

        var account = new Account { Name = name, Role = role, Subject = subject };
        return (await accounts.CreateAsync(account)).Succeeded ? account : null;
    }

    private static async Task Admit(TicketReceivedContext context, OidcOptions oidc)
    {
        var services = context.HttpContext.RequestServices;
        var store = services.GetRequiredService<AccountStore>();
        if (await Admit(context.Principal!, oidc, store, services.GetRequiredService<UserManager<Account>>()) is not { } account)
        {
            context.Response.Redirect("/account/login?refused=role");
            context.HandleResponse();
            return;
        }

        services.GetRequiredService<AuditLog>().Add(account.Name, "login", "account", "identity provider");
        account.Seen = services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        store.Update(account);
        context.Principal = await services.GetRequiredService<SignInManager<Account>>().CreateUserPrincipalAsync(account);
    }
}
