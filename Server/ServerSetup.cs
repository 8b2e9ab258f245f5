using System.Text.Json;
using System.Text.Json.Serialization;
using Hodl.Core.Tasks;
using Hodl.Server.Cli;
using Hodl.Server.Data;
using Hodl.Server.Endpoints;
using Hodl.Server.Endpoints.Mlflow;
using Hodl.Server.Exchange;
using Hodl.Server.Hubs;
using Hodl.Server.Runs;
using Hodl.Server.Runs.Launchers;
using Hodl.Server.Store;
using Hodl.Server.Tables;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections;

namespace Hodl.Server;

/// <summary>Puts runs, store, hub and API into the host.</summary>
public static class ServerSetup
{
    /// <summary>What computing and keeping runs needs, in the server and on the command line alike.</summary>
    public static IServiceCollection AddRunCore(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IReadOnlyList<ITask>>(_ => TaskCatalog.All);
        services.AddSingleton<RunPlanner>();
        services.AddSingleton(provider => RunOptions.From(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>().ContentRootPath));
        services.AddSingleton(provider =>
            new Catalog(CatalogFile(provider), provider.GetRequiredService<IConfiguration>().GetValue("Data:MaxBytes", 0L)));
        services.AddSingleton<RunStore>();
        services.AddSingleton<ModelStore>();
        services.AddSingleton<StudyStore>();
        services.AddSingleton<ModelShelf>();
        services.AddSingleton<TableStore>();
        services.AddSingleton<TableShelf>();
        services.AddSingleton<HtmlExport>();
        services.AddSingleton<EnvironmentProbe>();
        services.AddSingleton<RunStarter>();
        services.AddSingleton<FolderStarter>();
        services.AddSingleton<DataShelf>();
        services.AddSingleton<RunVerifier>();
        services.AddSingleton<RunChanges>();
        services.AddSingleton<MlflowStore>();
        services.AddSingleton<BroughtImages>();
        services.AddSingleton(provider => new Lazy<BroughtImages>(provider.GetRequiredService<BroughtImages>));
        return services;
    }

    /// <summary>The queue, the hub and what they need.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services)
    {
        services.AddRunCore();
        services.AddSingleton<RunBroadcast>();
        services.AddLaunchers();
        services.AddSingleton(provider => new Lazy<RunQueue>(provider.GetRequiredService<RunQueue>));
        services.AddSingleton(provider => new RunQueue(
            provider.GetRequiredService<RunStore>(),
            provider.GetRequiredService<RunPlanner>(),
            Launchers(provider),
            provider.GetRequiredService<RunOptions>(),
            provider.GetRequiredService<LauncherOptions>(),
            provider.GetRequiredService<ILogger<RunQueue>>()));
        services.AddSingleton<Restorations>();
        services.AddSingleton<Measurements>();
        services.AddSingleton(provider =>
        {
            var shelf = provider.GetRequiredService<DataShelf>();
            return new DataFetches(shelf.Root, shelf.Mirror, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<RegionLpips>();
        services.AddHostedService<RunWatch>();
        services.AddHostedService<OwnerEndpoint>();
        services.AddHostedService<WebhookSender>();
        services.AddProblemDetails();
        services.AddSignalR().AddJsonProtocol(options => Names(options.PayloadSerializerOptions));
        services.ConfigureHttpJsonOptions(options =>
        {
            Names(options.SerializerOptions);
            // A misspelled field would be a wish that nobody hears.
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        return services;
    }

    private static List<ILauncher> Launchers(IServiceProvider provider)
    {
        var all = provider.GetServices<ILauncher>().ToList();
        if (provider.GetRequiredService<LauncherOptions>().Slurm is not null)
        {
            all.Add(provider.GetRequiredService<SlurmLauncher>());
        }

        return all;
    }

    private static void AddLaunchers(this IServiceCollection services)
    {
        services.AddSingleton(provider => LauncherOptions.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(WorkerProgram.Own());
        services.AddSingleton<ILauncher>(provider => new InProcessLauncher(provider.GetRequiredService<RunStarter>(),
            provider.GetRequiredService<RunBroadcast>(), provider.GetRequiredService<ILogger<RunQueue>>()));
        services.AddSingleton<ILauncher, ProcessLauncher>();
        services.AddSingleton<ISlurm, SlurmCommands>();
        services.AddSingleton<SlurmLauncher>();
    }

    /// <summary>The hub and the API.</summary>
    public static void MapRuns(this WebApplication app)
    {
        app.MapHub<RunsHub>("/hubs/runs").RequireAuthorization(Policies.Any);
        var api = app.MapGroup("/api/v1").AddEndpointFilter(Problems.Refuse);
        // What changes something and asks for no other right asks for this one.
        ((IEndpointConventionBuilder)api).Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods.All(HttpMethods.IsGet) == false
                && !endpoint.Metadata.OfType<IAuthorizeData>().Any())
            {
                endpoint.Metadata.Add(new AuthorizeAttribute(Policies.Launch));
            }
        });
        api.MapRunEndpoints();
        api.MapNumberEndpoints();
        api.MapDatasetEndpoints();
        api.MapModelEndpoints();
        api.MapCertificateEndpoints();
        api.MapEventEndpoints();
        api.MapTeamEndpoints();
        api.MapTableEndpoints();
        api.MapImportEndpoints();
        api.MapMeasureEndpoints();
        app.MapMlflow();
        app.MapImages();
        app.MapRestorations();
    }

    /// <summary>Runs the host until Ctrl-C or SIGTERM, saying where it serves and how to stop.</summary>
    /// <returns>The exit code.</returns>
    public static int Serve(this WebApplication app)
    {
        app.Lifetime.ApplicationStarted.Register(() => Greet(app));
        try
        {
            app.Run();
            return 0;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            Console.Error.WriteLine($"{exception.Message} Name another address with --urls http://127.0.0.1:PORT.");
            return 1;
        }
    }

    private static void Greet(WebApplication app)
    {
        Console.WriteLine($"Runs are kept in {app.Services.GetRequiredService<Catalog>().File}");
        foreach (var problem in app.Services.GetRequiredService<Catalog>().Problems)
        {
            Console.Error.WriteLine(problem);
        }

        if (app.Services.GetRequiredService<AuthOptions>().Mode == AuthMode.Local
            && FirstAdmin.LinkAsync(app.Services).GetAwaiter().GetResult() is { } path)
        {
            var address = (app.Urls.FirstOrDefault() ?? "").Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]",
                "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal);
            Console.WriteLine($"No account yet. Become the admin, once, within 24 hours: {address.TrimEnd('/')}{path}");
        }

        Console.WriteLine($"HODL Dashboard serves on {string.Join(", ", app.Urls)} — Ctrl+C stops it; runs then keep a checkpoint and can be resumed.");
        _ = Task.Run(async () =>
        {
            foreach (var line in await TensorCheck.Ask() ?? [])
            {
                Console.WriteLine(line);
            }
        });
    }

    /// <summary>The catalog's file: the setting Data:Database, seen from the content root.</summary>
    internal static string CatalogFile(IServiceProvider services) => Path.GetFullPath(Path.Combine(
        services.GetRequiredService<IHostEnvironment>().ContentRootPath,
        services.GetRequiredService<IConfiguration>()["Data:Database"] is { Length: > 0 } file ? file : "data/hodl.db"));

    // NaN and ±∞ as the strings "NaN", "Infinity", "-Infinity"; states as "running".
    private static void Names(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
    }
}
