using System.Runtime.Intrinsics;
using Hodl.Core.Imaging;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// The filter bank as direct convolution in registers with φ′, φ″ applied while a plane is still in the cache: four filters
/// at a time, forward, penalty, adjoint, so that C x with its K planes never lies in memory. CPU, float32 or float64.
/// Threads share the filters; the result depends on their number by rounding.
/// </summary>
public static class FusedFilterBank
{
    /// <summary>Whether the kernels know a type on a device.</summary>
    public static bool Knows(ScalarType dtype, Device device) =>
        device.type == TorchSharp.DeviceType.CPU && dtype is ScalarType.Float32 or ScalarType.Float64;

    /// <summary>The bank for a shape, in the widest registers that the processor has.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="penalty">φ.</param>
    /// <param name="dtype">float32 or float64.</param>
    /// <param name="threads">Threads, ≥ 1.</param>
    /// <param name="bits">512, 256, or 0 for single numbers; null for the processor's own.</param>
    /// <exception cref="NotSupportedException">The type is another.</exception>
    public static IFilterBank Create(FilterBankShape shape, Penalty penalty, ScalarType dtype, int threads, int? bits = null)
    {
        var width = bits ?? (Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 0);
        return (dtype, width) switch
        {
            (ScalarType.Float32, 512) => Of<Lanes512<float>, Vector512<float>, float>(shape, penalty, threads, "fused 512-bit"),
            (ScalarType.Float32, 256) => Of<Lanes256<float>, Vector256<float>, float>(shape, penalty, threads, "fused 256-bit"),
            (ScalarType.Float32, _) => Of<SingleLane<float>, float, float>(shape, penalty, threads, "fused, one by one"),
            (ScalarType.Float64, 512) => Of<Lanes512<double>, Vector512<double>, double>(shape, penalty, threads, "fused 512-bit"),
            (ScalarType.Float64, 256) => Of<Lanes256<double>, Vector256<double>, double>(shape, penalty, threads, "fused 256-bit"),
            (ScalarType.Float64, _) => Of<SingleLane<double>, double, double>(shape, penalty, threads, "fused, one by one"),
            _ => throw new NotSupportedException($"The fused filter bank knows float32 and float64, not {dtype}."),
        };
    }

    private static IFilterBank Of<L, V, T>(FilterBankShape shape, Penalty penalty, int threads, string name)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => penalty.Kind switch
        {
            PenaltyKind.CornerRounded => With<L, V, T, CornerRoundedLanes>(shape, penalty.Epsilon, threads, name),
            PenaltyKind.LogSum => With<L, V, T, LogSumLanes>(shape, penalty.Epsilon, threads, name),
            PenaltyKind.StudentT => With<L, V, T, StudentTLanes>(shape, penalty.Epsilon, threads, name),
            PenaltyKind.Huber => With<L, V, T, HuberLanes>(shape, penalty.Epsilon, threads, name),
            PenaltyKind.Fair => With<L, V, T, FairLanes>(shape, penalty.Epsilon, threads, name),
            _ => With<L, V, T, QuadraticLanes>(shape, penalty.Epsilon, threads, name),
        };

    private static IFilterBank With<L, V, T, P>(FilterBankShape shape, double epsilon, int threads, string name)
        where L : ILanes<V, T>
        where V : struct
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        where P : ILanePenalty => LaneLayout.Suits(shape, L.Count)
        ? new LaneFilterBank<L, V, T, P>(shape, epsilon, threads, name + ", a filter a lane")
        : new FusedFilterBank<L, V, T, P>(shape, epsilon, threads, name);
}
