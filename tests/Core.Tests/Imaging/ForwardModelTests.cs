using Hodl.Core.Imaging;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Imaging;

/// <summary>⟨A x, y⟩ = ⟨x, Aᵀy⟩ and ‖A x‖² ≤ ‖A‖²‖x‖² for forward models and analysis operators.</summary>
public sealed class ForwardModelTests
{
    public static TheoryData<string> Names() => new("identity", "mri", "ct", "tv-0", "tgv-0", "tgv-1", "ictv-0", "ictv-1", "tgv-image", "ictv-image");

    [Theory]
    [MemberData(nameof(Names))]
    public void Adjoint_OfEveryModel_IsExact(string name)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        var (model, channels) = Make(name);
        for (var trial = 0; trial < 3; trial++)
        {
            var x = randn([2, channels, 16, 16], dtype: float64, generator: random);
            var image = model.Apply(x);
            var y = randn(image.shape, dtype: float64, generator: random);
            var z = is_complex(image.dtype) ? complex(y, randn(image.shape, dtype: float64, generator: random)) : y;
            var left = is_complex(image.dtype) ? (image * z.conj()).real.sum() : (image * z).sum();
            Assert.Equal(left.item<double>(), (x * model.Adjoint(z)).sum().item<double>(), 1e-10);
            Assert.True(image.abs().square().sum().item<double>() <= model.SquaredNorm * x.square().sum().item<double>() * (1 + 1e-9));
            Assert.True((model.Normal(x) - model.Adjoint(image)).abs().max().item<double>() < 1e-10);
        }
    }

    [Fact]
    public void ParallelBeam_AtAngleZero_SumsColumns()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(6);
        var x = randn([1, 1, 9, 9], dtype: float64, generator: random);
        var projections = new ParallelBeamModel(9, 4, float64).Apply(x);
        Assert.True((projections[0, 0, 0] - (x[0, 0].sum(0L) / 9)).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void SheppLogan_Drawn_HasItsKnownValues()
    {
        var phantom = SheppLogan.Draw(128);
        Assert.Equal(0, phantom.Pixels[0], 1e-6);
        Assert.Equal(0.2, phantom.Pixels[(20 * 128) + 64], 1e-6);
        Assert.Equal(1, phantom.Pixels.Max(), 1e-6);
    }

    [Fact]
    public void Lines_OfAShare_AreSymmetricAndAsMany()
    {
        using var scope = NewDisposeScope();
        var mask = SamplingPattern.Lines(64, 0.4, 3, float64);
        Assert.InRange(mask.mean().item<double>(), 0.4, 0.45);
        Assert.Equal(1, mask[0, 0].item<double>());
        Assert.True((mask - mask.flip(1).roll([1], [1])).abs().max().item<double>() == 0);
    }

    private static (IForwardModel Model, long Channels) Make(string name)
    {
        using var random = new Generator(9);
        var kind = name.StartsWith("tgv", StringComparison.Ordinal) ? RegularizerKind.Tgv : name.StartsWith("ictv", StringComparison.Ordinal) ? RegularizerKind.Ictv : RegularizerKind.Tv;
        var regularizer = AnalysisRegularizer.Of(kind);
        return name switch
        {
            "identity" => (new IdentityModel(), 1),
            "mri" => (new SampledFourierModel(SamplingPattern.Lines(16, 0.4, 3, float64)), 1),
            "ct" => (new ParallelBeamModel(16, 7, float64), 1),
            _ when name.EndsWith("image", StringComparison.Ordinal) => (regularizer.Image, regularizer.Channels),
            _ => (regularizer.Maps[name[^1] - '0'], regularizer.Channels),
        };
    }
}
