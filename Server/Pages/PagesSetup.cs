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

    /// <summary>A policy that lets only our own scripts run, and a page where there is nothing at an address.</summary>
    public static void UsePages(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurity;
            return next(context);
        });
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
    }

    /// <summary>The pages.</summary>
    public static void MapPages(this WebApplication app) => app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
}
