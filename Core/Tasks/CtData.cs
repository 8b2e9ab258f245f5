using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Phantoms with their noisy projections [B, 1, views, n], a function of settings and seed; made by the model that reconstructs.</summary>
internal sealed class CtData
{
    private static readonly double[] Cutoffs = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.3];
    private readonly CtReconstructionSettings settings;

    /// <summary>Draws and measures.</summary>
    public CtData(CtReconstructionSettings settings, long seed, ScalarType dtype)
    {
        this.settings = settings;
        Model = new(settings.Side, settings.Views, dtype);
        Truth = SheppLogan.Draw(settings.Side);
        Phantoms = [.. Enumerable.Range(0, settings.Phantoms).Select(i => SheppLogan.Like(settings.Side, StepSeed.Of(seed, i + 1)))];
        var test = ImageTensor.From(Truth, dtype, CPU);
        var clean = ImageTensor.Stack(Phantoms, dtype, CPU);
        using var random = new Generator(StepSeed.Of(seed, 0));
        var sigma = settings.Noise * Model.Apply(test).max().to(float64).item<double>();
        Batch Measure(Tensor x)
        {
            var y = Model.Apply(x);
            return new(y + (randn(y.shape, dtype: float64, generator: random) * sigma).to(dtype), x);
        }

        (Test, Train) = (Measure(test), Measure(clean));
        Cutoff = Cutoffs.MinBy(cutoff => (Back(cutoff).Apply(Train.Input) - clean).square().sum().to(float64).item<double>());
    }

    /// <summary>A.</summary>
    public ParallelBeamModel Model { get; }

    /// <summary>The Shepp–Logan phantom.</summary>
    public Image Truth { get; }

    /// <summary>The training phantoms.</summary>
    public IReadOnlyList<Image> Phantoms { get; }

    /// <summary>Its projections and itself.</summary>
    public Batch Test { get; }

    /// <summary>The training phantoms' projections and themselves.</summary>
    public Batch Train { get; }

    /// <summary>Cutoff of filtered back-projection with the least error on the training phantoms.</summary>
    public double Cutoff { get; }

    /// <summary>Filtered back-projection with that cutoff.</summary>
    public Tensor Backproject(Tensor y) => Back(Cutoff).Apply(y);

    private FilteredBackProjection Back(double cutoff) => new(Model, settings.Side, settings.Views, cutoff);
}
