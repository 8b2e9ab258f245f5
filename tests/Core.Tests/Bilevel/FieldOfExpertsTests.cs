using Hodl.Core.Bilevel.SingleLevel;
using Hodl.Core.Imaging;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Bilevel;

/// <summary>Field of Experts: its energy's slope, its sampler, and what contrastive divergence finds.</summary>
public sealed class FieldOfExpertsTests
{
    [Fact]
    public void Slope_OfTheEnergy_IsThatOfCentralDifferences()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var images = randn([6, 1, 7, 7], dtype: float64, generator: random);
        var experts = new FieldOfExperts(images, CosineFilters.Create(3), 0.01, 4, 1);
        var theta = experts.Start(5).Theta;
        var (x, d) = (images.narrow(0, 0, 2), randn([2, 1, 7, 7], dtype: float64, generator: random));
        var difference = (experts.Energy(x + (d * 1e-5), theta) - experts.Energy(x - (d * 1e-5), theta)).sum().item<double>() / 2e-5;

        Assert.Equal(difference, (experts.Slope(x, theta) * d).sum().item<double>(), 1e-7 * Math.Abs(difference));
    }

    [Fact]
    public void Transition_OfManySteps_SamplesTheDensity()
    {
        // One 1 × 2 difference on 1 × 2 images: p(d) ∝ (1 + d²/2a²)^−α of the difference d alone, E(d²) known by quadrature.
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        var basis = tensor(new[] { -1.0, 1.0 }, [1, 1, 1, 2]);
        var experts = new FieldOfExperts(tensor(new[] { 0.0, 1.0 }, [1, 1, 1, 2]), basis, 0.01, 1, 1);
        var theta = tensor(new[] { Math.Log(4.0), 1.0 });
        var x = zeros([1500, 1, 1, 2], dtype: float64);
        for (var i = 0; i < 15; i++)
        {
            x = experts.Transition(x, theta, 0.3, random).Samples;
        }

        var (mass, square) = (0.0, 0.0);
        for (var d = -60.0; d <= 60; d += 0.01)
        {
            var p = Math.Pow(1 + (d * d / 2), -4);
            (mass, square) = (mass + p, square + (p * d * d));
        }

        var sampled = (x.narrow(3, 1, 1) - x.narrow(3, 0, 1)).square().mean().item<double>();
        Assert.InRange(sampled, 0.85 * square / mass, 1.15 * square / mass);
    }

    [Fact]
    public void Step_OnFlatImagesWithJumps_ClosesTheGapAndGivesFlatPatchesLessEnergyThanNoise()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var jumps = randn([200, 1, 9, 9], dtype: float64, generator: random) * (rand([200, 1, 9, 9], dtype: float64, generator: random) < 0.1).to(float64);
        var images = (jumps.cumsum(3) * 0.2).to(float32);
        var experts = new FieldOfExperts(images, CosineFilters.Create(3).to(float32), 0.05, 30, 1);
        var point = experts.Start(8);
        var gaps = new List<double>();
        for (var u = 1; u <= 80; u++)
        {
            point = experts.Step(point, u);
            gaps.Add(point.Gap.item<double>());
        }

        Assert.True(gaps.TakeLast(20).Average(Math.Abs) < 0.5 * gaps.Max(Math.Abs), $"{gaps.Max(Math.Abs):G3} to {gaps.TakeLast(20).Average(Math.Abs):G3}");
        var noise = (images - images.mean()) is var centred ? randn(images.shape, dtype: float64, generator: random).to(float32) * centred.std() : images;
        Assert.True(experts.Energy(images, point.Theta).mean().item<float>() < 0.7 * experts.Energy(noise, point.Theta).mean().item<float>());
        Assert.InRange(point.Leap.to(float64).item<double>(), 1e-4, 0.1);
    }
}
