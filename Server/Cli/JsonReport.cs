using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Endpoints;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary>One line of JSON a run.</summary>
internal sealed class JsonReport(TextWriter output) : IRunReport
{
    /// <inheritdoc/>
    public void Write(RunStore store, RunRow run) =>
        output.WriteLine(JsonSerializer.Serialize(
            new
            {
                run.Id,
                run.Task,
                run.Method,
                run.Preset,
                run.Seed,
                run.State,
                run.Seconds,
                metrics = run.Results.ToDictionary(result => result.Metric, result => result.Value),
                data = ApiRun.DataByName(store.Data(run.Id)),
                run.Label,
                run.StopReason,
            },
            StoreJson.Options));
}
