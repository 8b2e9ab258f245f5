using Hodl.Core.Runs;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Components;

namespace Hodl.Server.Pages;

/// <summary>How the images of a run that is computed elsewhere find their references; changed here, and measured again.</summary>
public sealed partial class RunMatching
{
    private const int Offered = 100;
    private IReadOnlyList<ImageMatch> matches = [];
    private IReadOnlyList<RunRow> offered = [];
    private ImageMatching kept = new();
    private string pattern = "*", refused = "";
    private long from, shown;
    private bool isBusy;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired] public RunRow Run { get; set; } = null!;

    [Inject] private RunStore Store { get; set; } = null!;

    [Inject] private RunBoard Board { get; set; } = null!;

    [Inject] private BroughtImages Images { get; set; } = null!;

    [Inject] private RunDeeds Deeds { get; set; } = null!;

    [Inject] private Visitor Visitor { get; set; } = null!;

    private int Unmatched => matches.Count(match => match.Run is null);

    private string Rule => "Each image is measured against the reference of its name"
        + (kept.Pattern == "*" ? "" : $" in {kept.Pattern}")
        + (kept.From == 0 ? ": the run's own, else that of the latest run that has one of this name and size." : $": the run's own, else that of run {kept.From}.");

    /// <inheritdoc/>
    protected override void OnParametersSet() => Read();

    private void Read()
    {
        var now = Store.Matching(Run.Id);
        // What is being typed stays, whatever comes meanwhile.
        if (shown != Run.Id || (pattern == kept.Pattern && from == kept.From))
        {
            (pattern, from, shown) = (now.Pattern, now.From, Run.Id);
        }

        kept = now;
        matches = Images.Matches(Run.Id);
        offered = [.. Store.WithImages().Where(id => id != Run.Id).Select(Board.Find).OfType<RunRow>().Take(Offered)];
    }

    private async Task Save()
    {
        (refused, isBusy) = ("", true);
        try
        {
            // It goes on though the page be left: half of it would be two rules at once.
            await Task.Run(() => Deeds.Match(Visitor.Who, Run.Id, pattern, from));
        }
        catch (InvalidRunException refusal)
        {
            refused = string.Join(" ", refusal.Errors);
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            refused = refusal.Message;
        }

        isBusy = false;
        Read();
    }
}
