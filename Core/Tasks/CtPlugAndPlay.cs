using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Random;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Plug-and-play ADMM for CT: a denoiser is trained on turned phantoms with noise of any level; ρ and σ are then chosen on the training phantoms.</summary>
/// <param name="settings">Shapes and steps.</param>
/// <param name="data">Phantoms and projections.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class CtPlugAndPlay(CtReconstructionSettings settings, CtData data, long seed)
{
    private const double MostNoise = 50.0 / 255;
    private const int Tuned = 1;

    // ρ in units of ‖A‖².
    private static readonly double[] Penalties = [0.0003, 0.001, 0.003, 0.01, 0.03];
    private static readonly double[] Levels = [0.03, 0.07, 0.15];

    /// <summary>The denoiser's own problem; there is no lower level.</summary>
    public LearningProblem Problem(ScalarType dtype)
    {
        using var random = new Generator(StepSeed.Of(seed, -1));
        var shape = new DruNetOptions { Inputs = 2, Outputs = 1, Widths = [2 * settings.Hidden, 4 * settings.Hidden], Blocks = 1 };
        var denoiser = new LevelDenoiser(new DruNet(shape, random, dtype, CPU, tailScale: 0.2));
        return new()
        {
            Method = new SolverMethod(denoiser, batch => PlugAndPlay.Once(denoiser, batch), isStationary: false),
            Loss = new MeanSquaredError(),
            BatchAt = t => At(t, dtype),
            Start = batch => new(LevelDenoiser.Split(batch).Noisy),
        };
    }

    /// <summary>ADMM from filtered back-projection.</summary>
    public SolveResult Reconstruct(LevelDenoiser denoiser, Batch batch, double penalty, double level, InnerTrace? trace, CancellationToken token) => InnerLoop.Run(
        new PlugAndPlayAdmm(data.Model, batch.Input, denoiser.Bind(), penalty * data.Model.SquaredNorm, level), new(data.Backproject(batch.Input)), settings.PlugSteps, trace, token: token);

    /// <summary>ρ (in units of ‖A‖²) and σ with the least error on the first training phantoms.</summary>
    public (double Penalty, double Level) Tune(LevelDenoiser denoiser, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var few = Math.Min(Tuned, settings.Phantoms);
        var batch = new Batch(data.Train.Input.narrow(0, 0, few), data.Train.Target!.narrow(0, 0, few));
        return Penalties.SelectMany(_ => Levels, (penalty, level) => (penalty, level)).MinBy(pair =>
        {
            using var inner = NewDisposeScope();
            var error = (Reconstruct(denoiser, batch, pair.penalty, pair.level, null, token).U[0] - batch.Target!).square().sum().to(float64).item<double>();
            return double.IsNaN(error) ? double.PositiveInfinity : error;
        });
    }

    private Batch At(long t, ScalarType dtype)
    {
        var random = new Philox((ulong)seed, (ulong)t);
        Image[] clean = [.. Enumerable.Range(0, settings.BatchSize).Select(_ => Dihedral.Turn(data.Phantoms[random.Next(data.Phantoms.Count)], random.Next(Dihedral.Ways)))];
        var x = ImageTensor.Stack(clean, dtype, CPU);
        using var noise = new Generator(StepSeed.Of(seed, t));
        var level = (rand([x.shape[0], 1, 1, 1], dtype: float64, generator: noise) * MostNoise).to(dtype);
        var noisy = x + (randn(x.shape, dtype: float64, generator: noise).to(dtype) * level);
        return new(cat([noisy, level.expand(x.shape)], 1), x);
    }
}
