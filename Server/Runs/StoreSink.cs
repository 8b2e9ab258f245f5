using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>Keeps a run of the process that owns the catalog.</summary>
internal sealed class StoreSink(RunStore store, long run, int attempt) : IRunSink
{
    /// <inheritdoc/>
    public bool Append(RunBatch batch) => store.Append(run, attempt, batch);

    /// <inheritdoc/>
    public void End(RunState state, string reason) => store.End(run, attempt, state, reason);
}
