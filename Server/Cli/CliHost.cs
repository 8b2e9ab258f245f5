using Hodl.Server.Data;
using Hodl.Server.Exchange;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Tables;

namespace Hodl.Server.Cli;

/// <summary>The run core in a process of its own, on the server's database file.</summary>
internal sealed class CliHost : IDisposable
{
    private readonly IHost _host;

    /// <summary>Reads the settings as the server does; logs go to standard error.</summary>
    public CliHost(Action<IServiceCollection>? configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = ContentRoot.Find() });
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddRunCore();
        configure?.Invoke(builder.Services);
        _host = builder.Build();
    }

    /// <summary>The store.</summary>
    public RunStore Store => _host.Services.GetRequiredService<RunStore>();

    /// <summary>The planner.</summary>
    public RunPlanner Planner => _host.Services.GetRequiredService<RunPlanner>();

    /// <summary>What lies below the data folder.</summary>
    public DataShelf Shelf => _host.Services.GetRequiredService<DataShelf>();

    /// <summary>Makes runs ready to compute here.</summary>
    public RunStarter Starter => _host.Services.GetRequiredService<RunStarter>();

    /// <summary>Makes certificates.</summary>
    public RunVerifier Verifier => _host.Services.GetRequiredService<RunVerifier>();

    /// <summary>Tables, saved ones and the paper's.</summary>
    public TableShelf Tables => _host.Services.GetRequiredService<TableShelf>();

    /// <summary>The saved tables.</summary>
    public TableStore SavedTables => _host.Services.GetRequiredService<TableStore>();

    /// <summary>Pages that need no network.</summary>
    public HtmlExport Html => _host.Services.GetRequiredService<HtmlExport>();

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();
}
