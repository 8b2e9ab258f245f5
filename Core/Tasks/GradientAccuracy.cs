using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Core.Random;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Losses;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// The review's Fig. 5.1: how wrong a hypergradient is when the lower level ends at ‖∇Φ‖ ≤ 10⁻ᵈ, against the closed form, on
/// one-dimensional piecewise-constant signals with φ = z² and one filter of two taps. The gradient is taken over a grid of
/// filters; curves have d on their axis.
/// </summary>
public sealed class GradientAccuracy : ITask, ICertifiable
{
    private const ulong SignalStream = 1;
    private const int MostSteps = 20_000;
    private const int Truncated = 5;

    /// <inheritdoc/>
    public string Id => "gradient-accuracy";

    /// <inheritdoc/>
    public string Name => "Gradient accuracy";

    /// <inheritdoc/>
    public string Summary => "Error of the hypergradient against the lower level's tolerance, with the closed form known.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(GradientAccuracySettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } =
    [
        new("ift", "Minimiser (CG)", "(4.8) by conjugate gradients to the lower level's own tolerance."),
        new("neumann", "Minimiser (Neumann)", "(4.8) by the Neumann series to the lower level's own tolerance."),
        new("unrolled", "Unrolled", "Reverse mode through the steps that reach the tolerance."),
        new("truncated", "Truncated", "Reverse mode through the last 5 of them."),
        new("jacobian-free", "Jacobian-free", "The first term of the Neumann series."),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "A grid of 7 × 7 filters; some seconds a method.", new GradientAccuracySettings { Grid = 7 }) { Methods = ["ift", "neumann", "unrolled", "truncated", "jacobian-free"] },
        new("paper", "Fig. 5.1", "A grid of 21 × 21 filters with maps of the loss and of the error.", new GradientAccuracySettings { Grid = 21 }) { Methods = ["ift", "neumann", "unrolled", "truncated", "jacobian-free"] },
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        new("gradient_error", "‖g − ∇ℓ‖/‖∇ℓ‖ against the digits d of the tolerance, median over the grid", Better: Better.Lower, Log: true),
        new("gradient_angle", "Angle between g and ∇ℓ against d, mean over the grid", "°", Better.Lower, Log: true),
        new("lower_steps", "Lower steps against d, mean over the grid", "inner steps", Better.Lower),
        new("gradient_error_at_end", "Median relative error at the tightest tolerance", Better: Better.Lower, Log: true, IsResult: true),
        new("gradient_angle_at_3", "Mean angle at the tolerance 10⁻³", "°", Better.Lower, Log: true, IsResult: true),
        new("decades_per_digit", "Slope of log₁₀ of the error over d", IsResult: true),
    ];

    /// <inheritdoc/>
    public bool CpuOnly => true;

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings) => null;

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (GradientAccuracySettings)settings;
        return 1 + (own.Grid * own.Grid * own.Digits * (method is "unrolled" ? 2e-2 : 6e-3));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<GradientAccuracySettings>();
        using var scope = NewDisposeScope();
        TaskMachine.Prepare(settings);
        var (noisy, clean) = Signals(settings, run.Spec.Seed);
        var exact = new QuadraticFilter(noisy, clean, Math.Exp(settings.Beta));
        double[] taps = [.. Enumerable.Range(0, settings.Grid).Select(i => settings.Reach * ((2.0 * i / (settings.Grid - 1)) - 1))];
        var points = taps.SelectMany(_ => taps, (c0, c1) => (C0: c0, C1: c1)).Select(c => (c.C0, c.C1, Exact: exact.At(c.C0, c.C1))).ToArray();
        run.Observer.OnImage(HeatMap.Draw("upper loss over (c₀, c₁); dark is low", [.. points.Select(point => Math.Log(point.Exact.Loss))], settings.Grid));
        var errors = new List<double>();
        for (var digit = 1; digit <= settings.Digits; digit++)
        {
            var found = points.Select(point => Compare(run.Spec.Method, settings, noisy, clean, point.C0, point.C1, point.Exact.Gradient, Math.Pow(10, -digit), token)).ToArray();
            var known = found.Where(one => double.IsFinite(one.Error)).ToArray();
            errors.Add(known.Select(one => one.Error).Order().ElementAt(known.Length / 2));
            var angle = known.Average(one => one.Angle);
            run.Observer.OnMetric("gradient_error", digit, errors[^1]);
            run.Observer.OnMetric("gradient_angle", digit, angle);
            run.Observer.OnMetric("lower_steps", digit, known.Average(one => one.Steps));
            run.Observer.OnProgress(digit, settings.Digits);
            if (digit is 1 or 2 or 3)
            {
                run.Observer.OnImage(HeatMap.Draw($"error of the angle at 1e-{digit}; white is 90 degrees", [.. found.Select(one => double.IsFinite(one.Error) ? Math.Min(one.Angle, 90) : 0)], settings.Grid, 0, 90));
            }

            if (digit == Math.Min(3, settings.Digits))
            {
                run.Observer.OnResult(new("gradient_angle_at_3", angle));
            }
        }

        run.Observer.OnResult(new("gradient_error_at_end", errors[^1]));
        run.Observer.OnResult(new("decades_per_digit", Slope(errors)));
    }

    /// <inheritdoc/>
    public bool HandsGradients => false;

    /// <summary>At one filter, a difference half as strong as the grid's strongest, at the run's tightest tolerance.</summary>
    /// <inheritdoc/>
    public CertifiableProblem Certifiable(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<GradientAccuracySettings>();
        var (noisy, clean) = Signals(settings, run.Spec.Seed);
        var (problem, lower, _) = Problem(settings, noisy, clean, settings.Reach / 2, -settings.Reach / 2);
        var tolerance = Math.Pow(10, -settings.Digits);
        var way = Way(run.Spec.Method, tolerance);
        return new(problem, way is ImplicitGradient ? MostSteps : Steps(lower, problem.BatchAt(1), tolerance, token)) { Way = way, Items = 0 };
    }

    /// <summary>Piecewise-constant signals of three to six levels, noisy and clean, [J, N].</summary>
    public static (Tensor Noisy, Tensor Clean) Signals(GradientAccuracySettings settings, long seed)
    {
        var random = new Philox((ulong)seed, SignalStream);
        var (noisy, clean) = (new double[settings.Signals * settings.Length], new double[settings.Signals * settings.Length]);
        for (var j = 0; j < settings.Signals; j++)
        {
            var pieces = 3 + random.Next(4);
            int[] ends = [.. Enumerable.Range(0, pieces).Select(_ => random.Next(settings.Length)).Order()];
            double[] levels = [.. Enumerable.Range(0, pieces + 1).Select(_ => random.NextDouble())];
            for (var i = 0; i < settings.Length; i++)
            {
                var at = (j * settings.Length) + i;
                clean[at] = levels[ends.Count(end => end <= i)];
                noisy[at] = clean[at] + (settings.Noise / 255 * random.NextGaussian());
            }
        }

        long[] shape = [settings.Signals, settings.Length];
        return (tensor(noisy, shape), tensor(clean, shape));
    }

    private static (double Error, double Angle, int Steps) Compare(
        string method, GradientAccuracySettings settings, Tensor noisy, Tensor clean, double c0, double c1, double[] expected, double tolerance, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var (problem, lower, parameters) = Problem(settings, noisy, clean, c0, c1);
        using var owned = lower;
        using var taps = parameters;
        var (batch, way) = (problem.BatchAt(1), Way(method, tolerance));
        var steps = way is ImplicitGradient ? MostSteps : Steps(lower, batch, tolerance, token);
        using var found = way.Compute(problem, batch, steps, null, token);
        var g = (found.Gradients[0] ?? zeros_like(parameters.Filters)).detach().flatten().ToArray<double>();
        var (size, dot) = (Norm(expected), (g[0] * expected[0]) + (g[1] * expected[1]));
        var cross = (g[0] * expected[1]) - (g[1] * expected[0]);
        return (size == 0 ? double.NaN : Norm([g[0] - expected[0], g[1] - expected[1]]) / size, Math.Atan2(Math.Abs(cross), dot) * 180 / Math.PI, found.Solve.Iterations);
    }

    private static (LearningProblem Problem, FilterMethod Lower, FilterParameters Parameters) Problem(GradientAccuracySettings settings, Tensor noisy, Tensor clean, double c0, double c1)
    {
        long[] images = [settings.Signals, 1, 1, settings.Length];
        var batch = new Batch(noisy.reshape(images), clean.reshape(images));
        var parameters = new FilterParameters(tensor(new[] { c0, c1 }, [1, 1, 1, 2]), settings.Beta, LearnedPart.Filters, batch.Input);
        var lower = new FilterMethod(parameters, new() { Penalty = new(PenaltyKind.Quadratic, 1), Threads = settings.Threads });
        return (new LearningProblem { Method = lower, Loss = new ImageLoss(ImageLossKind.SquaredError), BatchAt = _ => batch, Start = items => new(items.Input) }, lower, parameters);
    }

    private static IHypergradient Way(string method, double tolerance)
    {
        var options = new ImplicitOptions { Steps = MostSteps, Tolerance = tolerance, InnerTolerance = tolerance };
        return method switch
        {
            "ift" => new ConjugateGradient(options),
            "neumann" => new NeumannSeries(options),
            "jacobian-free" => new OneStep(options),
            "truncated" => new ReverseMode(Truncated),
            "unrolled" => new ReverseMode(),
            _ => throw TaskMethod.Unknown(method, "ift", "neumann", "unrolled", "truncated", "jacobian-free"),
        };
    }

    private static int Steps(FilterMethod lower, Batch batch, double tolerance, CancellationToken token)
    {
        using var ungraded = no_grad();
        return InnerLoop.Run(lower.Train(batch), new(batch.Input), MostSteps, null, tolerance, token: token).Iterations;
    }

    private static double Norm(double[] x) => Math.Sqrt(x.Sum(value => value * value));

    // Least squares over the digits before rounding sets in.
    private static double Slope(List<double> errors)
    {
        var points = errors.Select((error, i) => (X: i + 1.0, Y: Math.Log10(error))).Where(point => point.Y > -11 && double.IsFinite(point.Y)).ToArray();
        if (points.Length < 2)
        {
            return 0;
        }

        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }
}
