using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Random;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Data;

public sealed class DictionaryLearningTests
{
    [Fact]
    public void Learn_OnGeneratedPatches_GivesUnitAtomsThatCodeThemBetterThanCosines()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var images = PiecewiseSmooth.Generate(2, 64, 3).Images.Select(named => named.Image).ToList();
        var patches = tensor(PatchGrid.Sample(images, 600, 8, new Philox(1)), [600, 64]).to(float64);

        var learned = DictionaryLearning.Learn(patches, 100, CancellationToken.None);
        var cosines = tensor(CosineAtoms.Overcomplete(8, 10), [64, 100]);

        Assert.Equal([64L, 100L], learned.shape);
        Assert.True((learned.square().sum(0L) - 1.0).abs().max().item<double>() < 1e-9);
        Assert.True((learned.select(1, 0) - 0.125).abs().max().item<double>() < 1e-9);
        var (own, reference) = (Error(patches, learned), Error(patches, cosines));
        Assert.True(own < reference, $"{own} against {reference}");
    }

    /// <summary>Mean squared error of the best approximation with the six atoms that orthogonal matching pursuit picks.</summary>
    private static double Error(Tensor patches, Tensor d)
    {
        var sum = 0.0;
        for (var i = 0; i < 60; i++)
        {
            using var scope = NewDisposeScope();
            var x = patches.select(0, i * 10).unsqueeze(1);
            var (residual, chosen) = (x, new List<Tensor>());
            for (var pick = 0; pick < 6; pick++)
            {
                var best = d.t().MatMul(residual).abs().flatten().argmax().item<long>();
                chosen.Add(d.narrow(1, best, 1));
                var atoms = cat(chosen, 1);
                var gram = atoms.t().MatMul(atoms) + (eye(chosen.Count, dtype: float64) * 1e-9);
                residual = x - atoms.MatMul(linalg.solve(gram, atoms.t().MatMul(x)));
            }

            sum += residual.square().mean().item<double>();
        }

        return sum / 60;
    }
}
