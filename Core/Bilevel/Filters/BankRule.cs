using Hodl.Core.Imaging;
using Hodl.Core.Kernels;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Filters;

/// <summary>
/// Which filter bank is the fastest, from measurements (benchmark <c>filter-banks</c>), as a rule and not a measurement at
/// run time, so that a run stays a function of its settings and seed: on a CPU the fused bank up to about 300 taps (16 filters on
/// 128 × 128: 15 × 15 taps 16.7 ms against 21.5 by Fourier, 23 × 23 taps 43 against 17), then Fourier; the library on a GPU.
/// </summary>
public static class BankRule
{
    private const int FourierTaps = 300;

    /// <summary>The bank for a shape.</summary>
    /// <param name="kind">A person's choice, or automatic.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="penalty">φ.</param>
    /// <param name="dtype">Type of the images.</param>
    /// <param name="device">Their place.</param>
    /// <param name="threads">Threads within an operation.</param>
    public static IFilterBank Create(BankKind kind, FilterBankShape shape, Penalty penalty, ScalarType dtype, Device device, int threads) =>
        (kind == BankKind.Automatic ? Fastest(shape, dtype, device) : kind) switch
        {
            BankKind.Fused when !FusedFilterBank.Knows(dtype, device) => throw new ArgumentException($"The fused filter bank is for float32 and float64 on the CPU, not for {dtype} on {device.type}."),
            BankKind.Fused => FusedFilterBank.Create(shape, penalty, dtype, threads),
            BankKind.Fourier => new FourierFilterBank(penalty),
            _ => new LibraryFilterBank(penalty),
        };

    /// <summary>What <see cref="BankKind.Automatic"/> stands for.</summary>
    public static BankKind Fastest(FilterBankShape shape, ScalarType dtype, Device device) =>
        !FusedFilterBank.Knows(dtype, device) ? BankKind.Library
        : shape.FilterHeight * shape.FilterWidth > FourierTaps ? BankKind.Fourier
        : BankKind.Fused;
}
