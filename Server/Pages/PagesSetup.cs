using Hodl.Server.Team;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using MudBlazor;
using MudBlazor.Services;

namespace Hodl.Server.Pages;

/// <summary>Puts the pages into the host.</summary>
public static class PagesSetup
{
    private const string ContentSecurity =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

    /// <summary>The pages, and what they share between browsers.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(options =>
        {
            var toasts = options.SnackbarConfiguration;
            (toasts.PositionClass, toasts.MaxDisplayedSnackbars) = (Defaults.Classes.Position.BottomCenter, 1);
            (toasts.ShowTransitionDuration, toasts.HideTransitionDuration, toasts.VisibleStateDuration) = (100, 100, 12_000);
            toasts.ShowCloseIcon = true;
        });
        services.AddSingleton<RunBoard>();
        return services;
    }

    /// <summary>A policy that lets only our own scripts run, and a page where there is nothing at an address.</summary>
    public static void UsePages(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = $"{ContentSecurity}; connect-src 'self' ws://{context.Request.Host} wss://{context.Request.Host}";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            return next(context);
        });
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            var page = (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) && !Refusal.IsForProgram(context.Request);
            if (!page && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            return next(context);
        });
    }

    /// <summary>The pages.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().Add(endpoint =>
        {
            // A circuit alone shows nothing: every page that it draws asks for its visitor's rights.
            if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path } && path.Contains("_blazor", StringComparison.Ordinal))
            {
                endpoint.Metadata.Add(new AllowAnonymousAttribute());
            }
        });
        app.Lifetime.ApplicationStarted.Register(() => app.Services.GetRequiredService<RunBoard>().Load());
    }
}
