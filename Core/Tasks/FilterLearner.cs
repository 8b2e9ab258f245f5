using Hodl.Core.Bilevel.SingleLevel;
using Hodl.Core.Imaging;
using Hodl.Core.Random;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// Learning filters without a reference to what they are for, as the loop of a run takes it: a pure step from state to state. All
/// filters have mean 0: they are combinations of the DCT filters but the constant one.
/// </summary>
/// <param name="Init">The state at step 0.</param>
/// <param name="Step">The state after step u = 1, 2, …; belongs to the caller's dispose scope.</param>
/// <param name="Objective">What it lowers, a signal or a pixel.</param>
/// <param name="Filters">c, [K, 1, k, k].</param>
internal sealed record FilterLearner(Func<Tensor[]> Init, Func<Tensor[], int, Tensor[]> Step, Func<Tensor[], double> Objective, Func<Tensor[], Tensor> Filters)
{
    private const ulong SignalStream = 4;
    private const long RowStream = -2;

    /// <summary>α, [K]: what the learning says of the filters' weights; null where it says nothing.</summary>
    public Func<Tensor[], Tensor?> Weights { get; init; } = _ => null;

    /// <summary>Whether there is anything to learn.</summary>
    public bool Learns { get; init; } = true;

    /// <summary>The learner of a method.</summary>
    /// <param name="method"><c>aol</c>, <c>transform</c>, <c>caol</c> or <c>foe</c>; <c>dct</c> and <c>ift</c> do not learn here, their filters are those of the start.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="clean">Training images of one size.</param>
    /// <param name="seed">The run's seed.</param>
    public static FilterLearner Create(string method, SingleLevelLearningSettings settings, IReadOnlyList<Image> clean, long seed)
    {
        var basis = CosineFilters.Create(settings.FilterSide);
        var m = basis.shape[0];
        Tensor Bank(Tensor rows) => rows.MatMul(basis.flatten(1)).reshape(rows.shape[0], 1, settings.FilterSide, settings.FilterSide);
        switch (method)
        {
            case "aol":
                var signals = Signals(settings, clean, basis, seed);
                var aol = new AnalysisOperatorLearning(signals, settings.Fidelity, settings.OperatorStep);
                return new(
                    () => [AnalysisOperatorLearning.Project(cat([eye(m, dtype: float64), Rows((long)Math.Round((settings.Overcompleteness - 1) * m), m, seed)], 0)), signals.clone()],
                    (state, u) => aol.Step(state[0], state[1], u) is var (omega, x) ? [omega, x] : [],
                    state => aol.Cost(state[0], state[1]) / settings.Signals,
                    state => Bank(state[0]));
            case "transform":
                var few = Signals(settings, clean, basis, seed);
                var transform = new TransformLearning(few, settings.Sparsity, settings.Conditioning * few.square().sum().item<double>());
                return new(() => [eye(m, dtype: float64)], (state, _) => [transform.Step(state[0])], state => transform.Cost(state[0]) / settings.Signals, state => Bank(state[0]));
            case "caol":
                var images = ImageTensor.Stack(clean, float64, CPU);
                var caol = new ConvolutionalOperatorLearning(images, settings.FilterSide, settings.Threshold, basis);
                var pixels = (double)images.numel();
                return new(() => [eye(m, dtype: float64) / settings.FilterSide], (state, _) => [caol.Step(state[0])], state => caol.Cost(state[0]) / pixels, state => Bank(state[0].t()));
            case "foe":
                var foe = new FieldOfExperts(Crops(settings, clean, seed), basis.to(float32), settings.ExpertsRate, settings.ExpertsBatch, seed);
                static FieldOfExperts.Point Point(Tensor[] state) => new(state[0], state[1], state[2], state[3], state[4]);
                return new(() => foe.Start((int)m).Tensors, (state, u) => foe.Step(Point(state), u).Tensors, state => state[4].item<double>(), state => foe.Filters(state[0]))
                {
                    Weights = state => foe.Weights(state[0]),
                };
            case "dct" or "ift":
                return new(() => [eye(m, dtype: float64)], (state, _) => [state[0].clone()], _ => double.NaN, state => Bank(state[0])) { Learns = false };
            default:
                throw TaskMethod.Unknown(method, "transform", "caol", "aol", "foe", "dct", "ift");
        }
    }

    private static Tensor Rows(long count, long size, long seed)
    {
        using var random = new Generator(StepSeed.Of(seed, RowStream));
        return randn([count, size], dtype: float64, generator: random);
    }

    // Coordinates in the basis of windows of a filter's size, [M, J].
    private static Tensor Signals(SingleLevelLearningSettings settings, IReadOnlyList<Image> clean, Tensor basis, long seed)
    {
        using var scope = NewDisposeScope();
        var all = nn.functional.conv2d(ImageTensor.Stack(clean, float64, CPU), basis).permute(1, 0, 2, 3).flatten(1);
        var random = new Philox((ulong)seed, SignalStream);
        var chosen = Enumerable.Range(0, settings.Signals).Select(_ => (long)random.Next((int)all.shape[1])).ToArray();
        return all.index_select(1, tensor(chosen)).contiguous().MoveToOuterDisposeScope();
    }

    // Small images of twice a filter's side and one, for the experts.
    private static Tensor Crops(SingleLevelLearningSettings settings, IReadOnlyList<Image> clean, long seed)
    {
        var random = new Philox((ulong)seed, SignalStream);
        var side = Math.Min((2 * settings.FilterSide) + 1, settings.PatchSide);
        Image[] crops = [.. Enumerable.Range(0, settings.Signals).Select(_ =>
        {
            var from = clean[random.Next(clean.Count)];
            return from.Crop(random.Next(from.Height - side + 1), random.Next(from.Width - side + 1), side, side);
        })];
        return ImageTensor.Stack(crops, float32, CPU);
    }
}
