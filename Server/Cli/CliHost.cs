using Hodl.Server.Data;
using Hodl.Server.Exchange;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Tables;

namespace Hodl.Server.Cli;

/// <summary>
/// What commands work with: the run core in a process of its own, which owns the catalog from the first use of a store until
/// this is disposed; or that of a server, for a command that another process has sent.
/// </summary>
internal sealed class CliHost : IDisposable
{
    private readonly IHost? _host;
    private readonly IServiceProvider _services;

    /// <summary>Reads the settings as the server does; logs go to standard error.</summary>
    public CliHost(Action<IServiceCollection>? configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = ContentRoot.Find() });
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddRunCore();
        configure?.Invoke(builder.Services);
        _host = builder.Build();
        _services = _host.Services;
    }

    /// <summary>Works in a server.</summary>
    public CliHost(IServiceProvider server) => _services = server;

    /// <summary>Whether this is the process that was started with the command.</summary>
    public bool IsLocal => _host is not null;

    /// <summary>The catalog's file.</summary>
    public string Database => ServerSetup.CatalogFile(_services);

    /// <summary>The catalog.</summary>
    public Catalog Catalog => _services.GetRequiredService<Catalog>();

    /// <summary>The store.</summary>
    public RunStore Store => _services.GetRequiredService<RunStore>();

    /// <summary>The models.</summary>
    public ModelStore Models => _services.GetRequiredService<ModelStore>();

    /// <summary>The server's queue; null in a process of a command's own.</summary>
    public RunQueue? Queue => _host is null ? _services.GetRequiredService<RunQueue>() : null;

    /// <summary>The planner.</summary>
    public RunPlanner Planner => _services.GetRequiredService<RunPlanner>();

    /// <summary>What lies below the data folder.</summary>
    public DataShelf Shelf => _services.GetRequiredService<DataShelf>();

    /// <summary>Images of runs that are computed elsewhere.</summary>
    public BroughtImages Images => _services.GetRequiredService<BroughtImages>();

    /// <summary>Makes runs ready to compute here.</summary>
    public FolderStarter Starter => _services.GetRequiredService<FolderStarter>();

    /// <summary>Makes certificates.</summary>
    public RunVerifier Verifier => _services.GetRequiredService<RunVerifier>();

    /// <summary>Tables, saved ones and the paper's.</summary>
    public TableShelf Tables => _services.GetRequiredService<TableShelf>();

    /// <summary>The saved tables.</summary>
    public TableStore SavedTables => _services.GetRequiredService<TableStore>();

    /// <summary>Pages that need no network.</summary>
    public HtmlExport Html => _services.GetRequiredService<HtmlExport>();

    /// <inheritdoc/>
    public void Dispose() => _host?.Dispose();
}
