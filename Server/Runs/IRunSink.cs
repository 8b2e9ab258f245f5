using Hodl.Core.Runs;

namespace Hodl.Server.Runs;

/// <summary>Keeps what a run reports. What a call was given is kept when it returns; when it throws, it is made again.</summary>
internal interface IRunSink
{
    /// <summary>Keeps a batch.</summary>
    /// <returns>Whether somebody asked the run to stop.</returns>
    /// <exception cref="Store.RunLostException">The run no longer belongs to this attempt.</exception>
    bool Append(RunBatch batch);

    /// <summary>Keeps how the attempt ended.</summary>
    void End(RunState state, string reason);
}
