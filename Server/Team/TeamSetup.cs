using Hodl.Server.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Hodl.Server.Team;

/// <summary>Puts accounts, rights, links and tokens into the host.</summary>
public static class TeamSetup
{
    private const string Scheme = "Hodl";

    /// <summary>What they need.</summary>
    public static IServiceCollection AddTeam(this IServiceCollection services, AuthOptions auth)
    {
        services.AddSingleton(auth);
        services.AllowHosts(auth);
        services.AddSingleton<AccountStore>().AddSingleton<SessionStore>().AddSingleton<SignInDelay>().AddSingleton<AuditLog>()
            .AddSingleton<TokenStore>().AddSingleton<ShareStore>().AddSingleton<ProjectStore>().AddSingleton<NoteStore>()
            .AddSingleton<WebhookStore>();
        services.AddSingleton(provider => WebhookOptions.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<ShareLinks>().AddSingleton<RunDeeds>().AddSingleton<NoteDeeds>().AddSingleton<ProjectDeeds>()
            .AddSingleton<TableDeeds>().AddSingleton<StudyDeeds>().AddSingleton<ModelDeeds>().AddSingleton<ShareDeeds>()
            .AddSingleton<WebhookDeeds>().AddSingleton<TokenDeeds>().AddSingleton<DataDeeds>().AddSingleton<MeasureDeeds>();
        foreach (var kind in (string[])["run", "compare", "images"])
        {
            services.AddSingleton<IShareView>(new RunsShareView(kind, typeof(SharedRuns)));
        }

        services.AddSingleton<IShareView, TableShareView>();
        // By default keys serve one folder of the program: an update to another one would sign everybody out and lose the webhooks' secrets.
        services.AddDataProtection().SetApplicationName("HODL Dashboard");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
            options.XmlRepository = new FileSystemXmlRepository(KeyFolder(provider.GetRequiredService<Catalog>()),
                provider.GetRequiredService<ILoggerFactory>())));
        services.AddIdentityCore<Account>(Rules).AddUserStore<IdentityAccounts>().AddSignInManager().AddClaimsPrincipalFactory<AccountClaims>().AddPasswordValidator<PasswordRules>();
        services.AddScoped<IUserConfirmation<Account>, EnabledAccounts>();
        var builder = services.AddAuthentication(Scheme)
            .AddPolicyScheme(Scheme, null, options => options.ForwardDefaultSelector = context =>
                auth.Mode == AuthMode.None ? OpenAuthentication.Name
                : TokenAuthentication.Has(context.Request) ? TokenAuthentication.Name
                : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, OpenAuthentication>(OpenAuthentication.Name, null)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.Name, null);
        builder.AddIdentityCookies();
        if (auth.Mode == AuthMode.Oidc)
        {
            builder.AddOidc(auth.Oidc);
        }

        services.ConfigureApplicationCookie(SessionCookie.Configure);
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = auth.Revalidate);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "hodl-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddAuthorization(Policies.Define);
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitAuthentication>().AddScoped<Visitor>()
            .AddScoped<ProjectChoice>().AddScoped<AccountDeeds>();
        return services;
    }

    /// <summary>Who asks, and what they may see.</summary>
    public static void UseTeam(this WebApplication app)
    {
        app.Use(next => context => OtherSites.Refuse(context, next));
        app.UseAuthentication();
        app.Use(next => context => app.Services.GetRequiredService<ShareLinks>().Identify(context, next));
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    private static void Rules(IdentityOptions options)
    {
        options.Password.RequiredLength = PasswordRules.Length;
        options.Password.RequiredUniqueChars = PasswordRules.Different;
        options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
        options.SignIn.RequireConfirmedAccount = true;
    }

    // Beside the database, so that sessions outlive a restart and move with it.
    private static DirectoryInfo KeyFolder(Catalog catalog)
    {
        var folder = Path.Combine(Path.GetDirectoryName(catalog.File)!, Path.GetFileNameWithoutExtension(catalog.File) + "-keys");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
