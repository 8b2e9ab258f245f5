using System.Globalization;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>A line from the server to a worker: a run to compute, or the wish that the present one ends.</summary>
/// <param name="Order">The run; null for a wish.</param>
/// <param name="Stop">How the present run is to end.</param>
/// <param name="Reason">Why.</param>
internal sealed record WorkerMessage(WorkerOrder? Order, RunState Stop = RunState.Cancelled, string Reason = "")
{
    private const string Mark = "hodl-worker done ";

    /// <summary>The line.</summary>
    public string Line() => JsonSerializer.Serialize(this, StoreJson.Options);

    /// <summary>The message of a line.</summary>
    public static WorkerMessage Read(string line) => JsonSerializer.Deserialize<WorkerMessage>(line, StoreJson.Options)!;

    /// <summary>What a worker answers when a run is over and written.</summary>
    public static string Done(long id) => string.Create(CultureInfo.InvariantCulture, $"{Mark}{id}");

    /// <summary>The run of such an answer; null for any other line, such as a library's.</summary>
    public static long? ReadDone(string line) =>
        line.StartsWith(Mark, StringComparison.Ordinal) && long.TryParse(line[Mark.Length..], CultureInfo.InvariantCulture, out var id) ? id : null;
}
