using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary>A few lines of text a run.</summary>
internal sealed class TextReport(TextWriter output) : IRunReport
{
    /// <inheritdoc/>
    public void Write(RunStore store, RunRow run)
    {
        var label = run.Label == "" ? "" : $" ({run.Label})";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Run {run.Id} {run.Task} {run.Method}{label} seed {run.Seed}: {run.State.ToString().ToLowerInvariant()} in {run.Seconds:F1} s. {run.StopReason}"));
        foreach (var result in run.Results)
        {
            var std = result.Std is { } deviation ? string.Create(CultureInfo.InvariantCulture, $" ± {deviation:G3} ({result.Count})") : "";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {result.Metric} = {result.Value:G6}{std}"));
        }
    }
}
