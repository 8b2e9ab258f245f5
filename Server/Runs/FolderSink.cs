using Hodl.Core.Runs;

namespace Hodl.Server.Runs;

/// <summary>Keeps a run in its folder alone; whoever owns the catalog follows.</summary>
internal sealed class FolderSink(RunRecorder recorder, RunFolder folder, TimeProvider clock, Func<RunState, bool>? keep = null) : IRunSink
{
    /// <inheritdoc/>
    public bool Append(RunBatch batch)
    {
        recorder.Append(batch);
        return folder.IsAskedToStop();
    }

    /// <inheritdoc/>
    public void End(RunState state, string reason)
    {
        if (keep?.Invoke(state) != true)
        {
            recorder.End(new RunEnd(state, reason, clock.GetUtcNow().ToUnixTimeMilliseconds()));
        }
    }
}
