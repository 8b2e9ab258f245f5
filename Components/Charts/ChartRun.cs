using Hodl.Components.Runs;
using Hodl.Core.Runs;

namespace Hodl.Components.Charts;

/// <summary>A run as charts draw it.</summary>
/// <param name="Id">The run.</param>
/// <param name="Name">In legend and hover.</param>
/// <param name="Color">A CSS variable.</param>
/// <param name="Shade">0 … 2; tells seeds apart.</param>
/// <param name="Group">Runs that differ in nothing but their seed; mean and band are over a group.</param>
/// <param name="Live">Whether new points may come.</param>
public sealed record ChartRun(long Id, string Name, string Color, int Shade, string Group, bool Live)
{
    /// <summary>The run as charts draw it; a run that stands alone needs no shade.</summary>
    public static ChartRun Of(RunRow run, bool alone = false)
    {
        var color = RunColor.Of(run);
        return new(run.Id, alone ? RunText.Method(run) : RunText.Legend(run), color.Variable, alone ? 0 : color.Shade, RunGroup.Name(run), Live: run.State is RunState.Queued or RunState.Running);
    }
}
