using System.Diagnostics;
using Hodl.Core.Torch;

namespace Hodl.Core.Hypergradients;

/// <summary>Seconds since it was made, and bytes where somebody measures them (<see cref="PeakMemory"/>).</summary>
internal readonly struct Meter
{
    private readonly long began;
    private readonly PeakMemory? memory;

    private Meter(long began, PeakMemory? memory) => (this.began, this.memory) = (began, memory);

    /// <summary>Starts to measure.</summary>
    public static Meter Start()
    {
        TorchRuntime.Synchronize();
        return new(Stopwatch.GetTimestamp(), PeakMemory.IsMeasured ? new PeakMemory() : null);
    }

    /// <summary>The cost with seconds and bytes filled in.</summary>
    public HypergradientCost Of(HypergradientCost cost)
    {
        TorchRuntime.Synchronize();
        memory?.Dispose();
        return cost with { Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds, PeakBytes = memory?.Bytes ?? 0 };
    }
}
