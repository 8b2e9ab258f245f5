namespace Hodl.Components.Tests;

/// <summary>Runs to draw.</summary>
internal static class FakeRuns
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static RunRow Run(long id, string method = "ahodl", RunState state = RunState.Finished, long seed = 1, string label = "", string settings = "{}", string task = "unknown-task") => new()
    {
        Id = id,
        Task = task,
        Method = method,
        Preset = "quick",
        Label = label,
        Seed = seed,
        State = state,
        SettingsJson = settings,
        Created = Noon.AddMinutes(id),
        Step = 50,
        Total = 100,
        Seconds = 10 * id,
        Sparkline = [3, 2, 1],
    };

    public static RunRow With(this RunRow run, string metric, double value) => run with { Results = [.. run.Results, new RunResult(metric, value)] };
}
