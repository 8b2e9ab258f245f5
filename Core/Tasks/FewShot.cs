using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Few-shot classification (Table 9): learn features ω such that a classifier u trained on N·M labelled images of N new
/// classes recognises other images of these. T = gradient descent on the labelled images' cross-entropy, ℓ = cross-entropy
/// of the episode's query images.
/// </summary>
public sealed class FewShot : ITask, ICertifiable
{
    private const int CertifiedEpisodes = 2;

    /// <inheritdoc/>
    public string Id => "few-shot";

    /// <inheritdoc/>
    public string Name => "Few-shot classification";

    /// <inheritdoc/>
    public string Summary => "Learn features from which one labelled image a class is enough.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(FewShotSettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("shodl", "sHODL", "Averaged descent of each episode's classifier, Eq. (5), differentiated through all K steps."),
        new("ahodl", "aHODL", "Eq. (4): in training the classifier's steps also follow the query loss; at test they do not."),
        new("rhg", "RHG", "Plain descent of the classifier, reverse mode through all K steps."),
        new("trhg", "TRHG", "Reverse mode through the last steps only."),
        new("cg", "CG", "Implicit differentiation by conjugate gradients at u^K."),
        new("ns", "NS", "Implicit differentiation by the Neumann series at u^K."),
        new("anil", "ANIL", "Learned features and a learned start of the classifier, which alone is adapted."),
        new("maml", "MAML", "The whole net is adapted, differentiated through its steps with second-order terms."),
        new("imaml", "iMAML", "The whole net is adapted near ω, differentiated implicitly by conjugate gradients."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets => FewShotPresets.All;

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        new("phi", "φ_K — query loss of training episodes", Better: Better.Lower),
        .. OuterSeries.Infos.Skip(1),
        new("validation_accuracy", "Accuracy on validation classes", "%", Better.Higher),
        new("accuracy", "Test accuracy", "%", Better.Higher, IsResult: true),
        new("accuracy_ci95", "Half width of its 95 % interval", "%", Better.Lower, IsResult: true),
    ];

    /// <inheritdoc/>
    public bool IsReverseMode(string method) => method is not ("trhg" or "cg" or "ns" or "imaml");

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (FewShotSettings)settings;
        return own.WaysInTraining() != own.Ways && (method is "anil" or "maml" or "imaml")
            ? "This method learns a start of its classifier, which has one row for each class: it is trained with the ways that it is tested with."
            : own.Dataset != FewShotSet.MiniImageNet && own.Shots + Math.Max(own.Queries, own.TrainQueries) > DrawnGlyphs.ItemsPerClass
            ? $"A character has {DrawnGlyphs.ItemsPerClass} drawings: shots and query images together are at most that many."
            : own.Dataset == FewShotSet.MiniImageNet && own.Ways > 16 ? "mini-ImageNet has 16 validation classes: at most 16 ways." : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<DataNeed> Needs(string method, TaskSettings settings) => ((FewShotSettings)settings).Dataset switch
    {
        FewShotSet.Omniglot => [new(nameof(FewShotSettings.Dataset), DataCatalog.Omniglot, "generated glyphs")],
        FewShotSet.MiniImageNet => [new(nameof(FewShotSettings.Dataset), DataCatalog.MiniImageNet)],
        _ => [],
    };

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (FewShotSettings)settings;
        double side = own.Dataset == FewShotSet.MiniImageNet ? 84 : 28, scale = own.Downsampling == Downsampling.MaxPool ? 2.8 : 1;
        var image = 4.3e-4 * scale * side * side / 784 * Math.Pow(own.Channels / 64.0, 1.6);
        if (method is "maml" or "imaml")
        {
            // An adaptation step costs about as much as a training image where it is differentiated, a third where it is not;
            // nets of their own, one an episode, go through slower than one net.
            var adapted = own.Shots * (method == "maml" ? 1 + (3.0 * own.AdaptSteps) : own.AdaptSteps + (3.0 * own.LinearSteps));
            var tested = own.TestEpisodes * 4 / 3 * own.Ways * ((own.Queries / 3.0) + (own.Shots * own.AdaptSteps));
            return 10 + (1.6 * image * ((own.OuterSteps * own.BatchSize * own.Ways * (own.TrainQueries + adapted)) + ((1 + (own.OuterSteps / own.EvaluateEvery)) * tested)));
        }

        var step = own.BatchSize * own.WaysInTraining() * (own.Shots + own.TrainQueries) * image;
        return 10 + (own.OuterSteps * step) + (own.OuterSteps / own.EvaluateEvery * 8000 * image / 3);
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<FewShotSettings>();
        using var scope = NewDisposeScope();
        var device = TaskMachine.Prepare(settings);
        var (data, found) = FewShotData.Of(run.DataRoot, settings, token);
        data.Tell(run.Observer);
        if (!found)
        {
            run.Observer.OnLog(new(LogSeverity.Warning, 0, "The files of Omniglot are absent below the data folder: characters are generated ones."));
        }

        var model = Model(run, settings, data, float32, device);
        using var omega = model.Problem.Method.Omega;
        var report = new FewShotReport(model, data, settings, run.Spec.Seed);
        new Algorithm1(model.Problem, settings with { K = model.K }, RunCertifier.During, model.Way) { Evaluate = report.Evaluate }.Run(run, token);
        report.Conclude(run.Observer, token);
    }

    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<FewShotSettings>();
        var model = Model(run, settings, FewShotData.Of(run.DataRoot, settings, token).Data, float64, CPU);
        return new(model.Problem, model.K) { Way = model.Way, Items = CertifiedEpisodes };
    }

    private static IEpisodeModel Model(RunContext run, FewShotSettings settings, FewShotData data, ScalarType dtype, Device device) =>
        run.Spec.Method is "maml" or "imaml"
            ? new AdaptedModel(run.Spec.Method, settings, data, run.Spec.Seed, dtype, device)
            : new HeadModel(run.Spec.Method, settings, data, run.Spec.Seed, dtype, device);
}
