using Hodl.Server.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Hodl.Server.Team;

/// <summary>Addresses that only lead somewhere: sign out, the identity provider, links.</summary>
internal static class AccountEndpoints
{
    /// <summary>Maps them; forms must carry their antiforgery token.</summary>
    public static void MapTeam(this WebApplication app)
    {
        app.MapPost("/account/logout", Logout).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/s/{secret}", (string secret, HttpContext context, ShareLinks links) => links.Open(secret, context)).AllowAnonymous().ExcludeFromDescription();
        if (app.Services.GetRequiredService<AuthOptions>().Mode == AuthMode.Oidc)
        {
            app.MapGet("/account/oidc", (string? returnUrl) => Results.Challenge(new() { RedirectUri = LocalPath.Of(returnUrl) }, [OidcSetup.Name]))
                .AllowAnonymous().ExcludeFromDescription();
        }
    }

    // The unused form field makes the framework demand the form's antiforgery token.
    private static async Task<IResult> Logout(HttpContext context, SignInManager<Account> signIn, SessionStore sessions, AuditLog audit, [FromForm] string? reason)
    {
        if (context.User.Person() is { Length: > 0 } person)
        {
            audit.Add(person, "logout", "account", reason ?? "");
        }

        if (context.User.FindFirst(SessionCookie.Session)?.Value is { } session)
        {
            sessions.End(session, SessionCookie.Lasts);
        }

        await signIn.SignOutAsync();
        return Results.Redirect("/account/login");
    }
}
