using Hodl.Core.Hypergradients;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Data hyper-cleaning (Table 8, Fig. 11): half of the training labels are replaced at random; find weights σ(λ_i) of the
/// training samples such that a net trained on them does well on a small clean validation set. ω = λ, u = the net's weights,
/// T = gradient descent on Φ(u, ω) = (1/n) Σ σ(λ_i) CE_i(u), ℓ = mean CE over the validation samples, G = I.
/// The oracle knows which labels are true, and is no upper bound: learned weights also tell which true samples help. On MNIST
/// (linear net, seed 1, η = 1, weights learned at rate 0.1) it reaches 89.92 % at its best stopping time, K = 100, and falls to 88.59 % at K = 1000; sHODL's
/// weights reach 90.41 %. Scaling the oracle's weights to the same mean changes nothing (89.88 %), nor do the learned weights
/// shuffled among the true samples (89.79 %), but the learned weights on true samples alone reach 90.88 %, and the oracle without
/// the fifth of its samples that weigh least 90.48 %. The validation samples are what it learns that from.
/// </summary>
public sealed class HyperCleaning : ITask, ICertifiable
{
    private const int CertifiedItems = 200;

    /// <inheritdoc/>
    public string Id => "hyper-cleaning";

    /// <inheritdoc/>
    public string Name => "Data hyper-cleaning";

    /// <inheritdoc/>
    public string Summary => "Half of the labels are wrong: learn a weight for every sample, and find out which.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(HyperCleaningSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("shodl", "sHODL", "Averaged descent, Eq. (5), differentiated through all K steps."),
        new("ahodl", "aHODL", "Eq. (4): training steps also follow the validation loss; at test time they do not."),
        new("rhg", "RHG", "Plain descent, reverse mode through all K steps."),
        new("trhg", "TRHG", "Reverse mode through the last M steps only."),
        new("cg", "CG", "Implicit differentiation by conjugate gradients at u^K."),
        new("ns", "NS", "Implicit differentiation by the Neumann series at u^K."),
        new("one-step", "One step", "The first term of the Neumann series."),
        new("no-cleaning", "No cleaning", "Reference: every sample has weight 1, nothing is learned.") { IsReference = true },
        new("oracle", "Oracle", "Reference: trained on all samples with true labels, each with weight 1; nothing is learned. Not an upper bound: see which true samples sHODL gives little weight.") { IsReference = true },
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets => HyperCleaningPresets.All;

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        new("phi", "φ_K — validation loss", Better: Better.Lower),
        .. OuterSeries.Infos.Skip(1),
        new("accuracy", "Test accuracy", "%", Better.Higher, IsResult: true),
        new("f1", "F1 of finding true labels (λ_i ≥ 0)", "%", Better.Higher, IsResult: true),
        new("precision", "Precision of finding true labels", "%", Better.Higher, IsResult: true),
        new("recall", "Recall of finding true labels", "%", Better.Higher, IsResult: true),
    ];

    /// <inheritdoc/>
    public bool IsReverseMode(string method) => method is "shodl" or "ahodl" or "rhg";

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (HyperCleaningSettings)settings;
        return own.Dataset != DigitSet.Generated && own.TrainItems + own.ValidationItems > 60_000 ? "Training and validation samples together are at most 60 000." : null;
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (HyperCleaningSettings)settings;
        var step = own.TrainItems * (own.Layer == HiddenLayer.Relu ? 1.3e-5 * own.Hidden / 300 : 1.2e-6);
        var products = method switch { "cg" or "ns" => own.K + (2.0 * own.LinearSteps), "trhg" => own.K + (2.0 * own.LastSteps), "one-step" => own.K + 2, "ahodl" => 6.0 * own.K, "no-cleaning" or "oracle" => 0, _ => 3.0 * own.K };
        return 3 + (own.OuterSteps * step * products) + ((2 + (own.OuterSteps / own.EvaluateEvery)) * step * Math.Max(own.K, own.TestK));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<HyperCleaningSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var (data, found) = CleaningData.Of(run.DataRoot, settings, run.Spec.Seed, token);
        data.Tell(run.Observer);
        if (!found)
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, "The files of the data set are absent below the data folder: digits are generated ones."));
        }

        var bilevel = new CleaningProblem(run.Spec.Method, settings, data, run.Spec.Seed, float32, device);
        using var omega = bilevel.Problem.Method.Omega;
        var report = new CleaningReport(bilevel, data, settings);
        if (bilevel.Learns)
        {
            new Algorithm1(bilevel.Problem, settings, RunCertifier.During, bilevel.Way) { Evaluate = report.Evaluate }.Run(run, token);
        }
        else
        {
            report.Evaluate(settings.OuterSteps, run.Observer, token);
            run.Observer.OnProgress(settings.OuterSteps, settings.OuterSteps);
        }

        report.Conclude(run.Observer, token);
    }

    /// <inheritdoc/>
    public CertifiableProblem? Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<HyperCleaningSettings>();
        var data = CleaningData.Of(run.DataRoot, settings, run.Spec.Seed, token).Data;
        var bilevel = new CleaningProblem(run.Spec.Method, settings, data, run.Spec.Seed, float64, CPU);
        return bilevel.Learns ? new(bilevel.Problem, settings.K) { Way = bilevel.Way, Items = CertifiedItems } : null;
    }
}
