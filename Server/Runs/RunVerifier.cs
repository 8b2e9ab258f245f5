using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>Makes certificates on request, one at a time on a thread of its own, and keeps them with their runs.</summary>
/// <param name="store">Keeps runs and certificates.</param>
/// <param name="planner">Knows the tasks.</param>
/// <param name="options">Where the data lies.</param>
/// <param name="clock">Stamps.</param>
public sealed class RunVerifier(RunStore store, RunPlanner planner, RunOptions options, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly HashSet<long> busy = [];

    /// <summary>Whether a certificate of this run is being made.</summary>
    public bool IsBusy(long id)
    {
        lock (busy)
        {
            return busy.Contains(id);
        }
    }

    /// <summary>The certificate of a run at its newest checkpoint, or at its start; it is kept.</summary>
    /// <exception cref="InvalidOperationException">There is no such run or task, a certificate is under way, or the run's settings cannot be read.</exception>
    public async Task<Certificate> VerifyAsync(long id, CertificateOptions how, CancellationToken token)
    {
        var row = store.Find(id) ?? throw new InvalidOperationException($"There is no run {id}.");
        var task = planner.Find(row.Task) ?? throw new InvalidOperationException($"This version has no task {row.Task}.");
        lock (busy)
        {
            if (!busy.Add(id))
            {
                throw new InvalidOperationException($"A certificate of run {id} is being made.");
            }
        }

        try
        {
            await turn.WaitAsync(token).ConfigureAwait(false);
            try
            {
                var certificate = await Task.Factory.StartNew(
                    () => Make(task, RunStarter.Spec(row, task), store.Checkpoint(id), how, token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
                store.Add(id, certificate);
                return certificate;
            }
            finally
            {
                turn.Release();
            }
        }
        finally
        {
            lock (busy)
            {
                busy.Remove(id);
            }
        }
    }

    /// <summary>The certificate of what a run would compute, at the start of ω, on the calling thread; nothing is kept.</summary>
    /// <exception cref="InvalidOperationException">There is no such task.</exception>
    public Certificate Verify(RunSpec spec, CertificateOptions how, CancellationToken token) =>
        Make(planner.Find(spec.Task) ?? throw new InvalidOperationException($"This version has no task {spec.Task}."), spec, null, how, token);

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private Certificate Make(ITask task, RunSpec spec, RunCheckpoint? checkpoint, CertificateOptions how, CancellationToken token)
    {
        TaskMachine.Prepare(spec.Settings with { Device = "cpu" });
        var context = new RunContext { Spec = spec, Observer = new SilentObserver(), DataRoot = options.DataRoot, Clock = clock };
        try
        {
            return RunCertifier.Of(task, context, checkpoint, how, token);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException(exception.Message, exception);
        }
    }
}
