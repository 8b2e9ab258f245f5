using System.Globalization;
using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Imaging;
using Hodl.Core.Kernels;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Benchmarks;

/// <summary>∇R and a product with ∇²R by every filter bank, per size: what <see cref="BankRule"/> rests on.</summary>
internal static class FilterBanks
{
    private static readonly FilterBankShape[] Shapes =
    [
        new(1, 32, 32, 4, 4, 2), new(3, 50, 50, 48, 7, 7), new(8, 64, 64, 24, 5, 5), new(1, 256, 256, 48, 7, 7), new(1, 512, 512, 48, 7, 7),
        new(1, 128, 128, 16, 15, 15), new(1, 128, 128, 16, 23, 23), new(1, 128, 128, 16, 31, 31), new(1, 1, 1000, 4, 1, 9),
    ];

    public static void Run()
    {
        TorchRuntime.SetThreads(1);
        Console.WriteLine("Gradient and Hessian product, ms, best of 5, float32, 1 thread");
        foreach (var shape in Shapes)
        {
            using var scope = NewDisposeScope();
            using var random = new Generator(1);
            Tensor Draw(params long[] size) => randn(size, dtype: float32, generator: random);
            var (x, filters, strengths) = (Draw(shape.Items, 1, shape.Height, shape.Width), Draw(shape.Filters, 1, shape.FilterHeight, shape.FilterWidth), ones(shape.Filters));
            var times = new List<string>();
            foreach (var kind in new[] { BankKind.Fused, BankKind.Library, BankKind.Fourier })
            {
                using var bank = BankRule.Create(kind, shape, new(PenaltyKind.CornerRounded, 0.01), float32, CPU, 1);
                bank.Bind(filters, strengths);
                bank.Linearize(x);
                var best = Enumerable.Range(0, 6).Select(_ => Clock.Time(() =>
                {
                    using var inner = NewDisposeScope();
                    bank.Product(bank.Gradient(x));
                }).Wall).Skip(1).Min();
                times.Add(string.Create(CultureInfo.InvariantCulture, $"{bank.Name} {best * 1e3:F2}"));
            }

            Console.WriteLine($"  {shape.Filters} filters {shape.FilterHeight} x {shape.FilterWidth} on {shape.Items} x {shape.Height} x {shape.Width}: {string.Join(", ", times)}; rule: {BankRule.Fastest(shape, float32, CPU)}");
        }
    }
}
