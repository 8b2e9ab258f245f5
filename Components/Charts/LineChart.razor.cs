using Hodl.Components.Frame;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Hodl.Components.Charts;

/// <summary>Curves over numbers, or over labels, that the server has computed.</summary>
public sealed partial class LineChart : IAsyncDisposable
{
    private readonly HashSet<string> hidden = [];
    private ElementReference root;
    private ScriptPart? part;

    /// <summary>The curves.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<ChartLine> Lines { get; set; } = [];

    /// <summary>What is plotted, in symbols and words.</summary>
    [Parameter, EditorRequired] public string Title { get; set; } = "";

    /// <summary>What it is plotted against.</summary>
    [Parameter] public string XTitle { get; set; } = "";

    /// <summary>The labels along the bottom, in order; null where the curves are over numbers.</summary>
    [Parameter] public IReadOnlyList<string>? Labels { get; set; }

    /// <summary>Whether the axis along the bottom is logarithmic.</summary>
    [Parameter] public bool LogX { get; set; }

    /// <summary>Whether that of the values is.</summary>
    [Parameter] public bool LogY { get; set; }

    /// <summary>A class of the plot, such as <c>tall</c>.</summary>
    [Parameter] public string Class { get; set; } = "";

    [Inject] private IJSRuntime Script { get; set; } = null!;

    private string Words => $"{Title}{(XTitle == "" ? "" : $" against {XTitle}")}. " + string.Join("; ", Lines.Where(line => line.Y.Count > 0)
        .Select(line => $"{line.Name} ends at {NumberText.Compact(line.Y[^1])}"));

    private object Config => new
    {
        Lines = Lines.Where(line => !hidden.Contains(line.Name)).Select(line => new
        {
            line.Name,
            line.Color,
            line.Dash,
            line.X,
            Y = Json(line.Y),
            Error = Json(line.Error),
            line.Hover,
            Markers = Labels is not null,
        }),
        Categories = Labels,
        XTitle,
        XLog = LogX,
        Y = new { Log = LogY },
    };

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
        part ??= new ScriptPart(Script, "/js/lines.js", "lines", root);
        await part.Show(Config);
    }

    private void Flip(string name)
    {
        if (!hidden.Remove(name))
        {
            hidden.Add(name);
        }
    }

    // JSON has no number that is not finite: such a value goes as its name.
    private static IEnumerable<object> Json(IReadOnlyList<double> values) =>
        values.Select(value => double.IsFinite(value) ? (object)value : $"{value}");
}
