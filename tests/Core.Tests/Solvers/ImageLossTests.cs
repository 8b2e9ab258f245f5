using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Solvers.Losses;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Solvers;

public sealed class ImageLossTests
{
    [Fact]
    public void Values_OfEveryKind_AreTheirDefinitions()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        Tensor x = rand([1, 1, 20, 24], dtype: float64, generator: random), noisy = x + (randn([1, 1, 20, 24], dtype: float64, generator: random) * 0.1);
        var batch = new Batch(noisy, x);
        double Of(ImageLossKind kind, Tensor u) => new ImageLoss(kind).Value(new(u), batch).item<double>();
        var error = (noisy - x).ToArray<double>();

        Assert.Equal(error.Sum(e => e * e) / 2, Of(ImageLossKind.SquaredError, noisy), 10);
        Assert.Equal(error.Average(e => e * e), Of(ImageLossKind.MeanSquaredError, noisy), 10);
        Assert.Equal(error.Average(Math.Abs), Of(ImageLossKind.MeanAbsoluteError, noisy), 10);
        Assert.Equal(-Snr.Of(ImageTensor.ToImage(noisy), ImageTensor.ToImage(x)), Of(ImageLossKind.Snr, noisy), 4);
        Assert.Equal(error.Average(e => Math.Abs(e) <= 0.05 ? e * e / 0.1 : Math.Abs(e) - 0.025), Of(ImageLossKind.Huber, noisy), 10);
        Assert.Equal(0, Of(ImageLossKind.EdgeError, x + 0.3), 10);  // the Laplacian does not see a constant
        Assert.True(Of(ImageLossKind.EdgeError, noisy) > 0);
    }

    [Fact]
    public void Sure_OfALinearDenoiser_IsCloseToTheMeanSquaredError()
    {
        // x̂ = a y: MSE = (1 − a)² mean x² + a² σ² in expectation, the divergence is a exactly.
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        var clean = rand([1, 1, 128, 128], dtype: float64, generator: random);
        var y = clean + (randn([1, 1, 128, 128], dtype: float64, generator: random) * 0.1);
        var batch = new Batch(BlindLoss.Probe(y, 0.001, random));
        foreach (var a in new[] { 0.5, 0.9, 1.0 })
        {
            var sure = new BlindLoss(BlindLossKind.Sure, 0.1, 7).Value(new(batch.Input * a), batch).item<double>();
            Assert.Equal(((y * a) - clean).square().mean().item<double>(), sure, 0.0015);
        }
    }

    [Fact]
    public void BlindLosses_AtTheTruth_AreNearTheirLeast()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var clean = rand([1, 1, 64, 64], dtype: float64, generator: random);
        var noise = randn([1, 1, 64, 64], dtype: float64, generator: random) * 0.1;
        var batch = new Batch(clean + noise);
        foreach (var kind in new[] { BlindLossKind.Discrepancy, BlindLossKind.Corridor, BlindLossKind.Bands })
        {
            double At(double share) => new BlindLoss(kind, 0.1, 5).Value(new(clean + (noise * (1 - share))), batch).item<double>();
            Assert.True(At(1) < At(0.7) && At(1) < At(1.3), $"{kind}: {At(0.7)} {At(1)} {At(1.3)}");
        }
    }
}
