using Hodl.Core.Imaging;
using Hodl.Core.Kernels;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Kernels;

/// <summary>Every filter bank against the plain regulariser: first and second order, over shapes, penalties and registers.</summary>
public sealed class FilterBankTests
{
    private static readonly (int Items, int H, int W, int K, int Kh, int Kw)[] Shapes =
        [(3, 50, 50, 6, 7, 7), (1, 32, 32, 4, 4, 2), (2, 9, 21, 5, 3, 5), (1, 1, 40, 3, 1, 3), (1, 13, 100, 2, 2, 3), (2, 7, 7, 9, 7, 7), (2, 13, 10, 24, 7, 7), (1, 8, 9, 23, 2, 7)];

    public static TheoryData<string, PenaltyKind> Banks()
    {
        var data = new TheoryData<string, PenaltyKind>();
        foreach (var penalty in Enum.GetValues<PenaltyKind>())
        {
            foreach (var bank in new[] { "library", "Fourier", "512", "256", "0", "threads" })
            {
                data.Add(bank, penalty);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Banks))]
    public void Bank_EveryShape_AgreesWithTheRegularizerInBothOrders(string bank, PenaltyKind kind)
    {
        var penalty = new Penalty(kind, 0.05);
        foreach (var (items, h, w, k, kh, kw) in Shapes)
        {
            Check(Of(bank, penalty, new(items, h, w, k, kh, kw), float64), penalty, (items, h, w, k, kh, kw), float64, 1e-11);
        }
    }

    [Theory]
    [InlineData("library")]
    [InlineData("Fourier")]
    [InlineData("512")]
    [InlineData("256")]
    [InlineData("0")]
    public void Bank_InFloat32_AgreesToItsRounding(string bank)
    {
        foreach (var kind in Enum.GetValues<PenaltyKind>().Where(kind => kind != PenaltyKind.Huber))
        {
            var penalty = new Penalty(kind, 0.05);
            Check(Of(bank, penalty, new(2, 21, 50, 6, 5, 7), float32), penalty, (2, 21, 50, 6, 5, 7), float32, 5e-5);
            Check(Of(bank, penalty, new(2, 21, 13, 47, 7, 7), float32), penalty, (2, 21, 13, 47, 7, 7), float32, 5e-5);
        }
    }

    [Fact]
    public void Fused_FiltersThatFillRegisters_LieInLanes()
    {
        static string Name(FilterBankShape shape, ScalarType dtype)
        {
            using var bank = FusedFilterBank.Create(shape, new(PenaltyKind.Fair, 1), dtype, 1, bits: 512);
            return bank.Name;
        }

        Assert.EndsWith("a filter a lane", Name(new(3, 50, 50, 48, 7, 7), float32), StringComparison.Ordinal);
        Assert.EndsWith("a filter a lane", Name(new(3, 50, 50, 48, 7, 7), float64), StringComparison.Ordinal);
        Assert.EndsWith("512-bit", Name(new(3, 50, 50, 24, 7, 7), float32), StringComparison.Ordinal);
        Assert.EndsWith("512-bit", Name(new(3, 50, 50, 48, 5, 5), float32), StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_OfTheGradient_HoldAndTheSpectralOneIsTight()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        foreach (var (h, w) in new[] { (20, 24), (7, 6) })
        {
            var penalty = new Penalty(PenaltyKind.Quadratic, 1);
            Tensor c = randn([5, 1, 4, 3], dtype: float64, generator: random), s = rand([5], dtype: float64, generator: random) + 0.1;
            var columns = eye(h * w, dtype: float64).reshape(h * w, 1, h, w);
            var hessian = new FilterRegularizer(penalty, c, s).Gradient(columns).reshape(h * w, h * w);
            var largest = linalg.eigvalsh(hessian).max().item<double>();
            Assert.Equal(largest, FilterRegularizer.SpectralBound(penalty, c, s, h, w).item<double>(), 1e-9 * largest);
            Assert.True(FilterRegularizer.ReviewBound(penalty, c, s).item<double>() >= largest);
        }
    }

    [Fact]
    public void Shape_FiltersLargerThanTheImage_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => FusedFilterBank.Create(new(1, 5, 5, 2, 7, 7), new(PenaltyKind.Fair, 1), float32, 1));
        Assert.Contains("7 × 7", error.Message, StringComparison.Ordinal);
    }

    private static void Check(IFilterBank bank, Penalty penalty, (int Items, int H, int W, int K, int Kh, int Kw) shape, ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        Tensor Draw(params long[] size) => randn(size, dtype: float64, generator: random);
        using (bank)
        {
            var (items, h, w, k, kh, kw) = shape;
            Tensor c = Draw(k, 1, kh, kw) * 0.3, s = Draw(k).exp(), q = Draw(items, 1, h, w);
            var x = (Draw(items, 1, h, w) * 0.2).requires_grad_();
            var (cs, ss) = (c.clone().requires_grad_(), s.clone().requires_grad_());
            var regularizer = new FilterRegularizer(penalty, cs, ss);
            var gradient = regularizer.Gradient(x);
            var byAutograd = Autograd.Grad([regularizer.Value(x)], [x])[0];
            var second = Autograd.Grad([(gradient * q).sum()], [x, cs, ss], allowUnused: true);

            bank.Bind(c.to(dtype), s.to(dtype));
            var point = x.detach().to(dtype);
            bank.Linearize(point);
            var (overFilters, overStrengths) = bank.Mixed(q.to(dtype));
            Same(byAutograd, gradient, 1e-12, "plain gradient");
            Same(bank.Gradient(point), gradient, tolerance, "gradient");
            Same(bank.Product(q.to(dtype)), second[0], tolerance, "Hessian");
            Same(overFilters, second[1], tolerance, "over filters");
            Same(overStrengths, second[2], tolerance, "over strengths");
        }

        void Same(Tensor found, Tensor expected, double limit, string what)
        {
            var error = ((found.detach().to(float64) - expected.detach()).norm() / expected.detach().norm()).item<double>();
            Assert.True(error <= limit, $"{bank.Name}, {penalty.Kind}, {shape}: {what} is off by {error:E2}");
        }
    }

    private static IFilterBank Of(string bank, Penalty penalty, FilterBankShape shape, ScalarType dtype) => bank switch
    {
        "library" => new LibraryFilterBank(penalty),
        "Fourier" => new FourierFilterBank(penalty),
        "threads" => FusedFilterBank.Create(shape, penalty, dtype, threads: 2),
        _ => FusedFilterBank.Create(shape, penalty, dtype, threads: 1, bits: int.Parse(bank, System.Globalization.CultureInfo.InvariantCulture)),
    };
}
