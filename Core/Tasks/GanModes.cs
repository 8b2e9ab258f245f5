using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hodl.Core.Hypergradients;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Adversarial learning on mixtures in the plane (Fig. 10): T = steps of the discriminator, ℓ = the generator's loss. Whoever
/// takes the discriminator for a constant lets the generator run after its present state, mode after mode; HODL's
/// hypergradient knows how the discriminator will answer.
/// </summary>
public sealed class GanModes : ITask, ICertifiable
{
    /// <inheritdoc/>
    public string Id => "gan-modes";

    /// <inheritdoc/>
    public string Name => "GAN on mixtures";

    /// <inheritdoc/>
    public string Summary => "Does a generator find all modes of a mixture, or collapse onto some?";

    /// <inheritdoc/>
    public Type SettingsType => typeof(GanModesSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("shodl", "sHODL", "The generator's loss differentiated through K averaged discriminator steps, Eq. (5)."),
        new("ahodl", "aHODL", "Eq. (4): the discriminator's steps also follow the generator's loss a little."),
        new("vgan", "VGAN", "Goodfellow et al., 2014: the discriminator is a constant to the generator."),
        new("wgan", "WGAN", "A critic kept Lipschitz by gradient penalty or clipping; difference of means."),
        new("proxgan", "ProxGAN", "Farnia and Ozdaglar, 2020: the discriminator held near its start by a proximal term."),
        new("lcgan", "LCGAN", "Lipschitz-constrained: the spectral norm of every discriminator layer is bounded."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets => GanModesPresets.All;

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        new("modes", "Modes covered", Better: Better.Higher, IsResult: true, IsCount: true),
        new("good_share", "Samples within 3σ of a mode", "%", Better.Higher, IsResult: true),
        new("mode_entropy", "Balance of modes (1: even)", Better: Better.Higher, IsResult: true),
        new("phi", "φ_K — generator's loss"),
        .. OuterSeries.Infos.Skip(1),
    ];

    /// <inheritdoc/>
    public bool IsReverseMode(string method) => method is "shodl" or "ahodl";

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings) =>
        settings is GanModesSettings { Dataset: MixtureKind.Own, Points: "" } ? "Distribution Own needs a points file: a CSV below the data folder." : null;

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (GanModesSettings)settings;
        var net = 4e-9 * own.BatchSize * own.Hidden * (own.Hidden + 40) / 64;
        return 2 + (own.OuterSteps * ((own.K * (6e-4 + net) * (method is "shodl" or "ahodl" ? 2.5 : 1)) + 1.5e-3));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<GanModesSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var mixture = Mixture.Of(run.DataRoot, settings.Dataset, settings.Points, settings.Sigma);
        var places = mixture.Anchors.SelectMany(anchor => new[] { anchor.X, anchor.Y }).ToArray();
        run.Observer.OnData(new(mixture.Name, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<double>(places))), mixture.Anchors.Count, "train"));
        if (run.Resume is null)
        {
            using var random = new Generator(StepSeed.Of(run.Spec.Seed, -33));
            var target = mixture.Sample(settings.Samples, random, float64, CPU).ToArray<double>().Chunk(2).Select(pair => (pair[0], pair[1])).ToArray();
            run.Observer.OnImage(GanPicture.Of(mixture, target, "samples", "reference", 0, new Dictionary<string, double>()));
        }

        var game = new GanProblem(run.Spec.Method, settings, mixture, run.Spec.Seed, float32, device);
        using var omega = game.Problem.Method.Omega;
        var report = new GanReport(game, mixture, settings, run.Spec.Seed);
        new Algorithm1(game.Problem, settings, RunCertifier.During, game.Way) { Evaluate = report.Evaluate }.Run(run, token);
        report.Conclude(run.Observer, token);
    }

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<GanModesSettings>();
        var game = new GanProblem(run.Spec.Method, settings, Mixture.Of(run.DataRoot, settings.Dataset, settings.Points, settings.Sigma), run.Spec.Seed, float64, CPU);
        return new(game.Problem, settings.K) { Way = game.Way, Items = 0 };
    }
}
