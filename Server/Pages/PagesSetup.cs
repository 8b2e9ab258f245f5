using Radzen;

namespace Hodl.Server.Pages;

/// <summary>Puts the pages into the host.</summary>
public static class PagesSetup
{
    private const string ContentSecurity =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ws: wss:; " +
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

    /// <summary>The pages, and what they share between browsers.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddRadzenComponents();
        services.AddSingleton<RunBoard>();
        services.AddScoped<UndoToasts>();
        return services;
    }

    /// <summary>The pages, with a policy that lets only our own scripts run.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurity;
            return next(context);
        });
    }
}
