using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The bilevel problem of <see cref="HyperCleaning"/> for one method.</summary>
internal sealed class CleaningProblem
{
    private readonly Tensor images;
    private readonly Tensor labels;
    private readonly Tensor? fixedWeights;

    /// <summary>Builds it; tensors live in the caller's dispose scope.</summary>
    public CleaningProblem(string method, HyperCleaningSettings settings, CleaningData data, long seed, ScalarType dtype, Device device)
    {
        Net = new(settings.Layer == HiddenLayer.Relu);
        images = data.Images(data.Train, dtype, device);
        labels = CleaningData.Labels(data.Given, dtype, device);
        var (heldImages, heldLabels) = (data.Images(data.Validation, dtype, device), CleaningData.Labels(data.Validation.Labels, dtype, device));
        Omega = new(("lambda", zeros(settings.TrainItems, dtype, device)));
        fixedWeights = method switch
        {
            "no-cleaning" => ones(settings.TrainItems, dtype, device),
            "oracle" => tensor(Enumerable.Range(0, settings.TrainItems).Select(i => data.IsClean(i) ? 1f : 0f).ToArray()).to(dtype).to(device),
            _ => null,
        };
        var start = DenseClassifier.Start(images.shape[1], settings.Hidden, labels.shape[1], seed, dtype, device);
        var loss = new CleaningLoss(Net, start, heldImages);
        Problem = new()
        {
            Method = method is "shodl" or "ahodl" ? Hodl(settings, loss, method == "ahodl" ? settings.Mu : 0) : Plain(settings),
            Loss = loss,
            BatchAt = t => At(t, settings, heldImages, heldLabels, seed),
            Start = _ => start,
        };
        var linear = new ImplicitOptions { Steps = settings.LinearSteps, Tolerance = settings.LinearTolerance, Damping = settings.Damping, Ridge = settings.Ridge };
        Way = method switch
        {
            "trhg" => new ReverseMode(settings.LastSteps),
            "cg" => new ConjugateGradient(linear),
            "ns" => new NeumannSeries(linear),
            "one-step" => new OneStep(),
            "rhg" or "shodl" or "ahodl" or "no-cleaning" or "oracle" => new ReverseMode(),
            _ => throw TaskMethod.Unknown(method, "shodl", "ahodl", "rhg", "trhg", "cg", "ns", "one-step", "no-cleaning", "oracle"),
        };
    }

    /// <summary>The net.</summary>
    public DenseClassifier Net { get; }

    /// <summary>λ, [n].</summary>
    public Variables Omega { get; }

    /// <summary>Whether λ is learned.</summary>
    public bool Learns => fixedWeights is null;

    /// <summary>The problem as Algorithm 1 takes it.</summary>
    public LearningProblem Problem { get; }

    /// <summary>The method's way to the hypergradient.</summary>
    public IHypergradient Way { get; }

    /// <summary>The samples' weights, [n].</summary>
    public Tensor Weights => fixedWeights ?? Omega[0].sigmoid();

    private SolverMethod Plain(HyperCleaningSettings settings) => new(
        Omega,
        _ =>
        {
            var w = SampleWeights();
            return new CostSolver(u => (Net.CrossEntropy(u, images, labels).unsqueeze(1) * w).sum(), settings.Eta, u => Net.Gradient(u, images, labels, w));
        },
        isStationary: true);

    private HodlMethod Hodl(HyperCleaningSettings settings, ILoss loss, double mu) => new(
        new GradientDescent((u, _) => Net.Gradient(u, images, labels, SampleWeights()), settings.Eta, Omega), loss, settings.Alpha, mu, settings.S, new FullSpace());

    private Tensor SampleWeights() => (Weights / images.shape[0]).unsqueeze(1);

    private static Batch At(long t, HyperCleaningSettings settings, Tensor images, Tensor labels, long seed)
    {
        if (settings.BatchSize >= images.shape[0])
        {
            return new(images, labels);
        }

        using var random = new Generator(StepSeed.Of(seed, t));
        var items = randint(images.shape[0], [settings.BatchSize], generator: random).to(images.device);
        return new(images.index_select(0, items), labels.index_select(0, items));
    }
}
