using System.Diagnostics;
using Hodl.Core.Torch;

namespace Hodl.Core.Hypergradients;

/// <summary>Seconds and bytes since it was made.</summary>
internal readonly struct Meter
{
    private readonly long began;
    private readonly long live;

    private Meter(long began, long live) => (this.began, this.live) = (began, live);

    /// <summary>Starts to measure; the process's peak starts anew.</summary>
    public static Meter Start()
    {
        TorchRuntime.Synchronize();
        TorchRuntime.ResetPeak();
        return new(Stopwatch.GetTimestamp(), TorchRuntime.Memory.LiveBytes);
    }

    /// <summary>The cost with seconds and bytes filled in.</summary>
    public HypergradientCost Of(HypergradientCost cost)
    {
        TorchRuntime.Synchronize();
        return cost with
        {
            Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds,
            PeakBytes = Math.Max(0, TorchRuntime.Memory.PeakBytes - live),
        };
    }
}
