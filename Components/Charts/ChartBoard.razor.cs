using Hodl.Core.Metrics;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hodl.Components.Charts;

/// <summary>The series of one or more runs, one chart a series.</summary>
public sealed partial class ChartBoard : IAsyncDisposable
{
    private ElementReference root;
    private ScriptPart? part;

    /// <summary>The runs, in the order of the legend.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<ChartRun> Runs { get; set; } = [];

    /// <summary>The series, in order.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<MetricInfo> Charts { get; set; } = [];

    /// <summary>Whether smoothing, axis and legend are offered.</summary>
    [Parameter] public bool Tools { get; set; } = true;

    [Inject] private IJSRuntime Script { get; set; } = null!;

    private bool Seeds => Runs.GroupBy(run => run.Group).Any(group => group.Count() > 1);

    private object Config => new { Runs, Charts = Charts.Select(info => new { Series = info.Name, info.Title, info.Unit, info.Log, info.Axis, info.LogAxis }) };

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
        part ??= new ScriptPart(Script, "/js/board.js", "board", root);
        await part.Show(Config);
    }
}
