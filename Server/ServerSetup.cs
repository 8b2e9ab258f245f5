using System.Text.Json.Serialization;
using Hodl.Core.Tasks;
using Hodl.Server.Hubs;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server;

/// <summary>Puts runs, store, hub and API into the host.</summary>
public static class ServerSetup
{
    /// <summary>Store, queue, hub and what they need.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services)
    {
        services.AddSingleton<IReadOnlyList<ITask>>(_ => TaskCatalog.All);
        services.AddSingleton<RunPlanner>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<RunChanges>();
        services.AddSingleton<RunQueue>();
        services.AddSignalR().AddJsonProtocol(options =>
        {
            options.PayloadSerializerOptions.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
            options.PayloadSerializerOptions.Converters.Add(new JsonStringEnumConverter());
        });
        return services;
    }

    /// <summary>The hub and the API.</summary>
    public static void MapRuns(this WebApplication app) => app.MapHub<RunsHub>("/hubs/runs");
}
