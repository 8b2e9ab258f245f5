using Microsoft.AspNetCore.Authentication.Cookies;

namespace Hodl.Server.Team;

/// <summary>The cookie of a person's session: no script reads it, no other site sends it along with a form.</summary>
internal static class SessionCookie
{
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

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
        options.Events.OnRedirectToLogin = context => Refusal.IsForProgram(context.Request)
            ? Refusal.Write(context.HttpContext, StatusCodes.Status401Unauthorized, "Sign in, or send a token: Authorization: Bearer hodl_…")
            : login(context);
        options.Events.OnRedirectToAccessDenied = context => Refusal.IsForProgram(context.Request)
            ? Refusal.Write(context.HttpContext, StatusCodes.Status403Forbidden, "Your role does not allow this.")
            : denied(context);
    }
}
