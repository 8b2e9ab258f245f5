namespace Hodl.Core.Torch;

/// <summary>
/// The garbage collector sees a tensor as a few dozen bytes, so forgotten tensors would fill the memory before it woke. Several times a
/// second the resident set and the number of tensors are compared with the level after the last collection; when one has grown by
/// more than the budget, the young generations are collected and their finalizers run. The heap that this frees serves the next tensors.
/// Where the resident set has doubled since, everything is collected, for old tensors that only that finds.
/// </summary>
internal sealed class MemoryBudget : IDisposable
{
    private const long MostForgotten = 50_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    private readonly Timer timer;
    private long budget = 256L << 20;
    private long bytes;
    private long fullBytes;
    private long tensors;
    private int looking;

    private MemoryBudget() => timer = new Timer(_ => Look());

    internal static MemoryBudget Shared { get; } = new();

    internal long Bytes
    {
        get => Interlocked.Read(ref budget);
        set => Interlocked.Exchange(ref budget, value);
    }

    public void Dispose() => timer.Dispose();

    internal void Start() => timer.Change(Interval, Interval);

    private void Look()
    {
        if (Interlocked.Exchange(ref looking, 1) == 1)
        {
            return;
        }

        try
        {
            var (resident, count) = (Environment.WorkingSet, TorchRuntime.LiveTensors);
            (bytes, tensors) = (Math.Min(bytes, resident), Math.Min(tensors, count));
            if (resident > bytes + Bytes || count > tensors + MostForgotten)
            {
                Collect(1);
                if (bytes > 2 * fullBytes + 4 * Bytes)
                {
                    Collect(2);
                    fullBytes = bytes;
                }
            }
        }
        finally
        {
            Volatile.Write(ref looking, 0);
        }
    }

    private void Collect(int generation)
    {
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
        (bytes, tensors) = (Environment.WorkingSet, TorchRuntime.LiveTensors);
    }
}
