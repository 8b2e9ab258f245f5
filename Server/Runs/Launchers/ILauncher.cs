using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>Starts runs somewhere, and knows what becomes of them there. Safe from any thread.</summary>
public interface ILauncher
{
    /// <summary>As settings and launches name it, such as <c>process</c>.</summary>
    string Id { get; }

    /// <summary>As shown.</summary>
    string Name { get; }

    /// <summary>Whether its runs take the places of this machine (Runs:AtOnce).</summary>
    bool IsHere { get; }

    /// <summary>How many runs it has now.</summary>
    int Active { get; }

    /// <summary>How many it may have at once, if it is not here.</summary>
    int Most { get; }

    /// <summary>Why a run cannot be computed with these resources; empty when it can.</summary>
    IReadOnlyList<SettingError> Check(RunSpec spec, RunResources resources);

    /// <summary>Takes up what an earlier server has started.</summary>
    /// <param name="onFreed">Called when there is room again.</param>
    void Open(Action onFreed);

    /// <summary>Starts queued runs, in this order.</summary>
    /// <returns>How many it took.</returns>
    int Start(IReadOnlyList<long> ids);

    /// <summary>Asks a run of its to end; one that does not answer is ended by force.</summary>
    /// <returns>Whether the run is one of its.</returns>
    bool Stop(long id, RunState state, string reason);

    /// <summary>Whether it looks after the run.</summary>
    bool Has(long id);

    /// <summary>Why the run waits; null while it does not.</summary>
    string? Waiting(long id);

    /// <summary>Looks after its runs; called four times a second.</summary>
    void Look();

    /// <summary>Ends what cannot outlive this process, with a checkpoint.</summary>
    Task CloseAsync(CancellationToken token);
}
