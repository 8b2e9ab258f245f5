using Hodl.Core.Bilevel;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Search;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Tests.Runs;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

/// <summary>
/// Every task × method × sabotage, with the error of the run's own vector computed without the certifier: the vector is taken from the
/// run, the derivative by reverse mode through K steps, or through as many as the lower level needs to converge, or by a difference along
/// every number of γ with the problem's own solver.
/// </summary>
public static class CertificateMatrix
{
    private const int Converging = 3000;

    /// <summary>The cells that take little time.</summary>
    public static IReadOnlyList<MatrixCell> Part() => [.. VerticalBars(), .. Studies(), .. Coding()];

    /// <summary>The others.</summary>
    public static IReadOnlyList<MatrixCell> Rest() => [.. Imaging(), .. Learning()];

    /// <summary>Asks.</summary>
    public static MatrixAnswer Answer(MatrixCell cell, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var task = TaskCatalog.Find(cell.Task)!;
        var run = new RunContext { Spec = new() { Task = cell.Task, Method = cell.Method, Settings = cell.Settings }, Observer = new SilentObserver() };
        var checkpoint = cell.Steps == 0 ? null : After(task, run, cell.Steps, token);
        var certificate = RunCertifier.Of(task, run, checkpoint, new(), token);
        return new(cell.ToString(), certificate, Truth(task, run with { Resume = checkpoint }, certificate.Target != "φ_K", token));
    }

    /// <summary>How a vector stands to the derivative; tensors below the rounding of all others, known from the same in float64, do not count.</summary>
    public static VectorTruth Compare(IReadOnlyList<Tensor> own, IReadOnlyList<Tensor> right, double epsilon, IReadOnlyList<Tensor>? exactly = null)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(right);
        static double Norm(IEnumerable<Tensor> x) => Math.Sqrt(x.Sum(block => block.square().sum().item<double>()));
        static double Dot(IEnumerable<Tensor> x, IEnumerable<Tensor> y) => x.Zip(y, (a, b) => (a * b).sum().item<double>()).Sum();
        var whole = Norm(right);
        if (whole == 0 && Norm(own) == 0)
        {
            return new(0, 1, 0, false);
        }

        var (error, cosine) = (Norm(own.Zip(right, (a, b) => a - b)) / whole, Dot(own, right) / (Norm(own) * whole));
        var (worst, turned) = (double.IsFinite(error) ? error : double.PositiveInfinity, !(cosine > 0));
        double[] rounding = [.. own.Select((block, i) => exactly is null ? 0 : Norm([block - exactly[i]]))];
        for (var i = 0; i < own.Count; i++)
        {
            var others = Math.Sqrt(rounding.Where((_, j) => j != i).Sum(size => size * size));
            var (a, b) = (Norm([own[i]]), Norm([right[i]]));
            if (Math.Max(a, b) > 4 * epsilon * whole && b > others)
            {
                worst = Math.Max(worst, Norm([own[i] - right[i]]) / b);
                turned |= !(Dot([own[i]], [right[i]]) > 0);
            }
        }

        return new(error, cosine, worst, turned);
    }

    // The state after some steps of the run.
    private static RunCheckpoint After(ITask task, RunContext run, int steps, CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        RunCheckpoint? kept = null;
        var observer = new RecordingObserver
        {
            WatchCheckpoint = checkpoint =>
            {
                if (kept is null && checkpoint.Step == steps)
                {
                    kept = checkpoint;
                    stop.Cancel();
                }
            },
        };
        try
        {
            task.Run(run with { Observer = observer, Spec = run.Spec with { Settings = run.Spec.Settings with { CheckpointEvery = 1 } } }, stop.Token);
        }
        catch (OperationCanceledException) when (kept is not null)
        {
            // As intended.
        }

        return kept!;
    }

    private static VectorTruth Truth(ITask task, RunContext run, bool minimizer, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        CapturedStep? captured = null;
        try
        {
            task.Run(run with { Capture = step => captured = step }, token);
        }
        catch (StepCapturedException)
        {
            // As intended.
        }

        var certifiable = ((ICertifiable)task).Certifiable(run, token)!;
        if (captured is null)
        {
            certifiable.Problem.Method.Settle();
            using var found = certifiable.Way.Compute(certifiable.Problem, certifiable.Problem.BatchAt(1), certifiable.K, null, token);
            return Compare(Whole(found.Gradients, certifiable.Problem), Reverse(certifiable.Problem, certifiable.Problem.BatchAt(1), certifiable.K, minimizer, token), 2.2e-16);
        }

        using var taken = captured;
        var handed = captured.Gradient;
        var epsilon = handed.Gradients.First(block => block is not null)!.dtype == float64 ? 2.2e-16 : 1.2e-7;
        if (certifiable.Own is UpperFormula { Problem: var own })
        {
            return Compare([handed.Gradients[0]!.to(float64).flatten()], [Differences(own, handed, minimizer, token)], epsilon);
        }

        TrainingState.RestoreLast(captured.Before, certifiable.Problem.Method.Omega);
        certifiable.Problem.Method.Settle();
        var batch = handed.Batch! with { Input = handed.Batch.Input.to(float64), Target = handed.Batch.Target?.to(float64), Alone = false };
        var right = Reverse(certifiable.Problem, batch, certifiable.K, minimizer, token);
        Tensor[]? exactly = null;
        if (epsilon > 1e-15 && certifiable.Way.IsReverseMode)
        {
            var way = certifiable.Way.Applies(certifiable.Problem) ? certifiable.Way : new ReverseMode();
            using var again = way.Compute(certifiable.Problem, handed.Batch with { Input = batch.Input, Target = batch.Target }, certifiable.K, null, token);
            exactly = Whole(again.Gradients, certifiable.Problem);
        }

        return Compare(Whole(handed.Gradients, certifiable.Problem), right, epsilon, exactly);
    }

    private static Tensor[] Whole(IReadOnlyList<Tensor?> gradients, LearningProblem problem) =>
        [.. gradients.Zip(problem.Learned(), (gradient, parameter) => gradient?.to(float64) ?? zeros_like(parameter).detach())];

    private static Tensor[] Reverse(LearningProblem problem, Batch batch, int k, bool minimizer, CancellationToken token)
    {
        // A loose warm start would leave nothing to differentiate: the iterations go on from where they begin.
        using var found = new ReverseMode().Compute(problem, batch, minimizer ? Math.Max(k, Converging) : k, null, token);
        return Whole(found.Gradients, problem);
    }

    private static Tensor Differences(IUnrollable own, StepGradient handed, bool minimizer, CancellationToken token)
    {
        const double h = 1e-5;
        using var ungraded = no_grad();
        var gamma = handed.Upper!.to(float64);
        var start = handed.LowerStart!.to(float64);
        var slopes = new double[gamma.numel()];
        for (var i = 0; i < slopes.Length; i++)
        {
            using var scope = NewDisposeScope();
            var unit = zeros_like(gamma);
            unit[i] = h;
            slopes[i] = (Value(gamma + unit) - Value(gamma - unit)) / (2 * h);
        }

        return tensor(slopes);

        double Value(Tensor upper) => own.Loss(
            minimizer ? own.Solve(upper, start, 1e-12, 200_000, token).X : LowerDescent.Run(own, DescentKind.Gradient, upper, start, 0, handed.Unrolled!.Value, token, handed.LowerRate).X, upper);
    }

    private static IEnumerable<MatrixCell> VerticalBars()
    {
        var small = new VerticalBarsSettings { Side = 8, Filters = 2, FilterRows = 2, FilterColumns = 2, K = 30, LinearSteps = 20, TestK = 6, OuterSteps = 20, EvaluateEvery = 100 };
        string[] implicitly = ["ift", "neumann", "exact", "jacobian-free"];
        var all = implicitly.Concat(["unrolled", "truncated", "forward", "hoag", "ba", "ba-accelerated", "aid-bio", "itd-bio", "ttsa"]);
        foreach (var method in all)
        {
            yield return new("vertical-bars", method, "nothing", small);
            yield return new("vertical-bars", method, "float64", small with { HighPrecision = true });
            yield return new("vertical-bars", method, "two inner steps, cold start", small with { K = 2, WarmStart = false });
            yield return new("vertical-bars", method, "later step", small with { CheckpointEvery = 1 }, Steps: 3);
        }

        foreach (var method in implicitly.Append("aid-bio"))
        {
            yield return new("vertical-bars", method, "one linear step", small with { LinearSteps = 1 });
            yield return new("vertical-bars", method, "no linear step", small with { LinearSteps = 0, WarmStart = false });
            yield return new("vertical-bars", method, "loose tolerance", small with { Tolerance = 0.5, WarmStart = false });
        }

        yield return new("vertical-bars", "truncated", "one differentiated step", small with { LastSteps = 1 });
    }

    private static IEnumerable<MatrixCell> Studies()
    {
        foreach (var problem in new[] { StudyProblem.StronglyConvex, StudyProblem.Ridge })
        {
            var small = new MethodStudySettings { Problem = problem, OuterSteps = 10 };
            foreach (var method in UpperMethods.Gradient.Concat(UpperMethods.Stochastic).Select(method => method.Id))
            {
                yield return new("method-study", method, $"nothing, {problem}", small);
                yield return new("method-study", method, $"one step of each, {problem}", small with { LowerSteps = 1, LinearSteps = 1, FirstSteps = 1 });
                yield return new("method-study", method, $"later step, {problem}", small, Steps: 4);
            }
        }
    }

    private static IEnumerable<MatrixCell> Coding()
    {
        var coding = Small(new RegularizedSparseCoding());
        foreach (var method in new[] { "shodl", "ahodl", "unh", "ena" })
        {
            yield return new("regularized-sparse-coding", method, "float32 and soft thresholds", coding);
            yield return new("regularized-sparse-coding", method, "clipped", (RegularizedSparseCodingSettings)coding with { ClipNorm = 1e-3 });
        }

        var constrained = (ConstrainedSparseCodingSettings)Small(new ConstrainedSparseCoding()) with { OuterSteps = 10, EvaluateEvery = 100 };
        foreach (var method in new[] { "shodl", "ahodl", "unh", "ena" })
        {
            yield return new("constrained-sparse-coding", method, "float32, box and ball", constrained);
        }

        yield return new("constrained-sparse-coding", "shodl", "run-in", constrained with { RunIn = 20 }, Steps: 1);
        yield return new("constrained-sparse-coding", "shodl", "no run-in", constrained with { RunIn = 20 }, Steps: 2);
        foreach (var method in new[] { "shodl", "ahodl" })
        {
            yield return new("non-unique-lower-level", method, "nothing", new NonUniqueLowerLevelSettings { K = 30, X0 = 0.4 });
        }

        foreach (var method in new[] { "rhg", "trhg", "forward", "cg", "ns", "one-step" })
        {
            yield return new("hypergradient-cost", method, "nothing", new HypergradientCostSettings { MostSteps = 64, Features = 10 });
            yield return new("hypergradient-cost", method, "two linear steps", new HypergradientCostSettings { MostSteps = 64, Features = 10, LinearSteps = 2, LastSteps = 2 });
        }
    }

    private static IEnumerable<MatrixCell> Imaging()
    {
        var weight = new MriTvWeightSettings { Side = 16, OuterSteps = 4 };
        foreach (var method in new[] { "ift", "hoag", "ba", "aid-bio", "itd-bio", "penalty", "unrolled", "forward", "piggyback", "jacobian-free" })
        {
            yield return new("mri-tv-weight", method, "nothing", weight);
            yield return new("mri-tv-weight", method, "one step of each", weight with { LowerSteps = 1, LinearSteps = 1, FirstSteps = 1 });
        }

        var mask = new MriMaskSettings { Side = 16, TrainingImages = 1, OuterSteps = 4 };
        foreach (var method in new[] { "ift", "unrolled", "piggyback", "jacobian-free" })
        {
            yield return new("mri-mask", method, "nothing", mask);
            yield return new("mri-mask", method, "one step of each", mask with { LowerSteps = 1, LinearSteps = 1 });
            yield return new("mri-mask", method, "lines at their bounds", mask with { Penalty = 100, Rise = 0, AdamRate = 0.3 }, Steps: 3);
        }

        var blind = (BlindDenoisingSettings)Small(new BlindDenoising());
        foreach (var method in new BlindDenoising().Methods.Select(method => method.Id))
        {
            yield return new("blind-denoising", method, "nothing", blind);
            yield return new("blind-denoising", method, "no linear step", blind with { LinearSteps = 0 });
        }

        var ct = (CtReconstructionSettings)Small(new CtReconstruction());
        foreach (var method in new[] { "tv", "filters", "deq", "jacobian-free" })
        {
            yield return new("ct-reconstruction", method, "nothing", ct);
            yield return new("ct-reconstruction", method, "one linear step", ct with { LinearSteps = 1 });
        }

        foreach (var method in new[] { "ift", "neumann", "unrolled", "truncated", "jacobian-free" })
        {
            yield return new("gradient-accuracy", method, "nothing", new GradientAccuracySettings { Grid = 7 });
            yield return new("gradient-accuracy", method, "loose tolerance", new GradientAccuracySettings { Grid = 7, Digits = 1 });
        }
    }

    private static IEnumerable<MatrixCell> Learning()
    {
        var gan = new GanModesSettings { Hidden = 8, BatchSize = 16, K = 4, OuterSteps = 4, EvaluateEvery = 100 };
        foreach (var method in new GanModes().Methods.Select(method => method.Id))
        {
            yield return new("gan-modes", method, "nothing", gan);
        }

        var cleaning = new HyperCleaningSettings { Dataset = DigitSet.Generated, TrainItems = 60, ValidationItems = 40, TestItems = 20, Hidden = 4, K = 10, OuterSteps = 4, EvaluateEvery = 100 };
        foreach (var method in new[] { "shodl", "ahodl", "rhg", "trhg", "cg", "ns", "one-step" })
        {
            yield return new("hyper-cleaning", method, "nothing", cleaning);
            yield return new("hyper-cleaning", method, "one linear step, one differentiated", cleaning with { LinearSteps = 1, LastSteps = 1 });
            yield return new("hyper-cleaning", method, "large ridge", cleaning with { Ridge = 1 });
        }

        var few = new FewShotSettings { Dataset = FewShotSet.Generated, Channels = 4, BatchSize = 2, Queries = 2, TrainQueries = 2, K = 5, OuterSteps = 4, EvaluateEvery = 100, TestEpisodes = 2 };
        foreach (var method in new FewShot().Methods.Select(method => method.Id))
        {
            yield return new("few-shot", method, "float32", few);
            yield return new("few-shot", method, "one linear step, one differentiated", few with { LinearSteps = 1, LastSteps = 1 });
        }

        foreach (var task in new ITask[] { new Deconvolution(), new RainRemoval(), new LowLight(), new NonExpansiveness() })
        {
            foreach (var method in task.Methods.Select(method => method.Id))
            {
                yield return new(task.Id, method, "float32", Small(task));
            }
        }

        var encoder = (RainRemovalSettings)Small(new RainRemoval());
        yield return new("rain-removal", "shodl", "first stage", encoder with { EncoderSteps = 2, OuterSteps = 6 });
        yield return new("rain-removal", "shodl", "second stage", encoder with { EncoderSteps = 2, OuterSteps = 6, EvaluateEvery = 100 }, Steps: 2);
    }

    /// <summary>Settings with which a task is small enough for a test.</summary>
    public static TaskSettings Small(ITask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task switch
        {
            RegularizedSparseCoding => Solvers.SmallProblem.Settings,
            ConstrainedSparseCoding => new ConstrainedSparseCodingSettings { K = 4, BatchSize = 4, TrainPatches = 64, Hidden = 32 },
            NonUniqueLowerLevel => new NonUniqueLowerLevelSettings { K = 30, X0 = 0.4 },
            NonExpansiveness => new NonExpansivenessSettings { Rows = 24, Columns = 16 },
            AffineBilevelTask => new AffineBilevelSettings { K = 40 },
            Deconvolution => new DeconvolutionSettings { K = 3, Stages = 2, DenoiserSteps = 0, Widths = "4,6", Levels = 2, PatchSide = 32, BatchSize = 2, Hidden = 4, TestData = "", TrainData = "", KernelData = "" },
            RainRemoval => new RainRemovalSettings { K = 2, Widths = "4,6", PatchSide = 24, BatchSize = 2, Hidden = 4, EncoderSteps = 0, CnnChannels = 4, CnnLayers = 3, RecurrentChannels = 4, RecurrentBlocks = 1, RecurrentStages = 2 },
            LowLight => new LowLightSettings { K = 2, Widths = "4,6", PatchSide = 32, BatchSize = 2, CellChannels = 3, Nodes = 2, RetinexChannels = 4 },
            Core.Tasks.VerticalBars => new VerticalBarsSettings { Side = 8, Filters = 2, FilterRows = 2, K = 6, TestK = 6 },
            BlindDenoising => new BlindDenoisingSettings { Side = 16, FilterSide = 2, Window = 3, K = 6, TestK = 6 },
            SingleLevelLearning => new SingleLevelLearningSettings { Source = PatchSource.Generated, Patches = 1, PatchSide = 16, FilterSide = 2, K = 6, TestK = 6 },
            CtReconstruction => new CtReconstructionSettings { Side = 16, Views = 8, Phantoms = 1, FilterSide = 2, Epsilon = 0.2, Beta0 = -2, Hidden = 3, Layers = 1, Contraction = 0.3, BatchSize = 1 },
            MriTvWeight => new MriTvWeightSettings { Side = 16 },
            MriMask => new MriMaskSettings { Side = 16, TrainingImages = 1 },
            _ => task.Presets[0].Settings,
        };
    }
}
