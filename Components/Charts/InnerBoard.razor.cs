using Hodl.Core.Metrics;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hodl.Components.Charts;

/// <summary>Inner curves of one or more runs, green up to the trained K and pink behind it, as in Fig. 3.</summary>
public sealed partial class InnerBoard : IAsyncDisposable
{
    private ElementReference root;
    private ScriptPart? part;

    /// <summary>The runs.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<ChartRun> Runs { get; set; } = [];

    /// <summary>Their curves.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<InnerEntry> Entries { get; set; } = [];

    /// <summary>How the series read; the first that occurs has the left axis, the second the right one.</summary>
    [Parameter] public IReadOnlyList<MetricInfo> Metrics { get; set; } = [];

    [Inject] private IJSRuntime Script { get; set; } = null!;

    private IReadOnlyList<string> Phases => Entries.Select(entry => entry.Phase).Distinct().OrderByDescending(phase => phase) is var phases && phases.Any() ? [.. phases] : ["train"];

    private object Config => new
    {
        Runs,
        Entries,
        Phases,
        Order = Order,
        Titles = Names.ToDictionary(name => name, Title),
        Log = Names.Where(name => Metrics.FirstOrDefault(info => info.Name == name)?.Log ?? name == "relative_step"),
    };

    private IEnumerable<string> Names => Entries.Select(entry => entry.Series).Distinct();

    private IEnumerable<string> Order => Names.OrderBy(name => name == "relative_step" ? 0 : 1);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (part is not null)
        {
            await part.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        part ??= new ScriptPart(Script, "/js/inner.js", "inner", root);
        await part.Show(Config);
    }

    private string Title(string name) => Metrics.FirstOrDefault(info => info.Name == name)?.Title ?? name switch
    {
        "relative_step" => "‖uᵏ − uᵏ⁻¹‖ / ‖uᵏ⁻¹‖ — relative step",
        _ => name.Replace('_', ' '),
    };
}
