using System.Security.Claims;
using Hodl.Server.Store;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Hodl.Server.Team;

/// <summary>The cookie of a person's session: no script reads it, no other site sends it along with a form.</summary>
internal static class SessionCookie
{
    /// <summary>Claim: the session's name.</summary>
    public const string Session = "session";

    /// <summary>How long a session lasts of which nobody makes use.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    /// <summary>Its flags and where it leads whom it lets not in.</summary>
    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "hodl";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Lasts;
        options.SlidingExpiration = true;
        options.LoginPath = "/account/login";
        options.AccessDeniedPath = "/account/denied";
        options.ReturnUrlParameter = "returnUrl";
        var (login, denied) = (options.Events.OnRedirectToLogin, options.Events.OnRedirectToAccessDenied);
        var stamp = options.Events.OnValidatePrincipal;
        options.Events.OnSigningIn = context =>
        {
            context.Properties.Items[Session] = SessionStore.New();
            return Task.CompletedTask;
        };
        options.Events.OnValidatePrincipal = context => ValidateAsync(context, stamp);
        options.Events.OnRedirectToLogin = context => Refusal.IsForProgram(context.Request)
            ? Refusal.Write(context.HttpContext, StatusCodes.Status401Unauthorized, "Sign in, or send a token: Authorization: Bearer hodl_…")
            : login(context);
        options.Events.OnRedirectToAccessDenied = context => Refusal.IsForProgram(context.Request)
            ? Refusal.Write(context.HttpContext, StatusCodes.Status403Forbidden, "Your role does not allow this.")
            : denied(context);
    }

    private static SessionStore Sessions(HttpContext context) => context.RequestServices.GetRequiredService<SessionStore>();

    // A cookie is no more than a name for a session that goes on here.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context, Func<CookieValidatePrincipalContext, Task> stamp)
    {
        if (context.Properties.Items.TryGetValue(Session, out var session) && session is not null && !Sessions(context.HttpContext).IsEnded(session))
        {
            await stamp(context);
            if (context.Principal?.Identity is ClaimsIdentity identity && !identity.HasClaim(Session, session))
            {
                identity.AddClaim(new Claim(Session, session));
            }
        }
        else
        {
            context.RejectPrincipal();
        }
    }
}
