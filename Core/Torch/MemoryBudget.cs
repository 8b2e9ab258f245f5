namespace Hodl.Core.Torch;

/// <summary>
/// The garbage collector sees a tensor as a few dozen bytes, so forgotten tensors would fill the memory before it woke. Several times a
/// second the bytes and the number of tensors are compared with the level after the last collection; when they have grown by more than
/// the budget, the young generations are collected and their finalizers run. What is alive then is the new level, and an old tensor
/// that only a full collection finds is looked for when the level has doubled.
/// </summary>
internal sealed class MemoryBudget : IDisposable
{
    private const long MostForgotten = 50_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

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
            var memory = TorchRuntime.Memory;
            var (live, count) = (memory.LiveBytes, memory.LiveTensors);
            (bytes, tensors) = (Math.Min(bytes, live), Math.Min(tensors, count));
            if (live > bytes + Bytes || count > tensors + MostForgotten)
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
        var memory = TorchRuntime.Memory;
        (bytes, tensors) = (memory.LiveBytes, memory.LiveTensors);
    }
}
