namespace Hodl.Core.Torch;

/// <summary>
/// The most bytes that the tensors of this thread, on the CPU and on GPUs, took at once beyond those at its start. To be disposed on
/// the thread that made it.
/// </summary>
public sealed class PeakMemory : IDisposable
{
    private readonly bool counts;
    private long now;
    private bool ended;

    /// <summary>Starts to measure.</summary>
    public PeakMemory() => counts = MemoryReport.Begin(this);

    /// <summary>Whether this thread measures at present.</summary>
    public static bool IsMeasured => MemoryReport.IsMeasured;

    /// <summary>The peak; −1 where libtorch does not tell.</summary>
    public long Bytes => counts ? Peak : -1;

    internal PeakMemory? Outer { get; set; }

    private long Peak { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (counts && !ended)
        {
            ended = true;
            MemoryReport.End(this);
        }
    }

    internal void Add(long bytes)
    {
        now += bytes;
        Peak = Math.Max(Peak, now);
    }
}
