using Hodl.Core.Bilevel;
using Hodl.Core.Hypergradients;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Search;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// One standard bilevel problem, any upper-level method or searcher, one budget. ε is ℓ(γ) − ℓ* where ℓ is strongly convex and
/// ‖∇ℓ(γ)‖² otherwise, as Tables 5.1–5.3 of the review measure accuracy, both from the exact x̂(γ) and outside of the method's
/// count. <c>slope</c> is the measured order p of N(ε) = O(ε^−p) in upper-level gradients, <c>slope_lower</c> in lower-level ones,
/// with the tables' orders beside them; the theory bounds them from above. Data come from the seed.
/// </summary>
public sealed class MethodStudy : ITask, ICertifiable
{

    /// <inheritdoc/>
    public string Id => "method-study";

    /// <inheritdoc/>
    public string Name => "Method study";

    /// <inheritdoc/>
    public string Summary => "Every upper-level method and searcher on one standard bilevel problem, calls of everything counted.";

    /// <inheritdoc/>
    public Type SettingsType => typeof(MethodStudySettings);

    /// <inheritdoc/>
    public IReadOnlyList<TaskMethod> Methods { get; } = [.. UpperMethods.All.Offered()];

    /// <inheritdoc/>
    public IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick", "The strongly convex problem, a few hundred steps; seconds a method.", new MethodStudySettings { OuterSteps = 300, Gradients = 10_000 })
        {
            Methods = ["ift", "hoag", "ba", "aid-bio", "stocbio", "ttsa"],
        },
        new("paper", "Four problems", "All methods on every problem, 30 000 gradients and products each.", new MethodStudySettings { OuterSteps = 20_000 })
        {
            Methods = [.. UpperMethods.All.Select(method => method.Id)],
            Variants =
            [
                new("strongly convex", new Dictionary<string, string> { ["Problem"] = "StronglyConvex", ["Growth"] = "1" }),
                new("non-convex", new Dictionary<string, string> { ["Problem"] = "NonConvex" }),
                new("ridge", new Dictionary<string, string> { ["Problem"] = "Ridge", ["BatchSize"] = "10" }),
                new("logistic", new Dictionary<string, string> { ["Problem"] = "Logistic", ["BatchSize"] = "10" }),
            ],
        },
    ];

    /// <inheritdoc/>
    public IReadOnlyList<MetricInfo> Metrics { get; } =
    [
        new("optimality", "ε — ℓ − ℓ* (strongly convex) or ‖∇ℓ‖²", "", Better.Lower, Log: true),
        new("gap", "ℓ − ℓ of the reference", "", Better.Lower, Log: true),
        new("loss", "ℓ(γ)", "", Better.Lower),
        new("lower_error", "‖x − x̂(γ)‖", "", Better.Lower, Log: true),
        new("optimality_at_end", "Least ε", "", Better.Lower, Log: true, IsResult: true),
        new("gap_at_end", "Least ℓ − ℓ of the reference", "", Better.Lower, Log: true, IsResult: true),
        new("slope", "Order in upper-level gradients, measured", IsResult: true),
        new("theory_slope", "Order in upper-level gradients, theory", IsResult: true),
        new("slope_lower", "Order in lower-level gradients, measured", IsResult: true),
        new("theory_slope_lower", "Order in lower-level gradients, theory", IsResult: true),
        .. BilevelSeries.Infos,
    ];

    /// <inheritdoc/>
    public bool CpuOnly => true;

    /// <inheritdoc/>
    public string? Refuse(string method, TaskSettings settings)
    {
        var own = (MethodStudySettings)settings;
        var size = own.Problem is StudyProblem.Ridge or StudyProblem.Logistic ? own.UpperSize : own.LowerSize;
        return method == "kkt-newton" && (2 * size) + own.UpperSize > 1000 ? "KKT Newton is for small problems: 2N + R must not exceed 1000."
            : own.BatchSize > own.Samples ? "B must not exceed J."
            : null;
    }

    /// <inheritdoc/>
    public double EstimateSeconds(string method, TaskSettings settings)
    {
        var own = (MethodStudySettings)settings;
        return 1 + Math.Min(own.Seconds, Math.Min(own.Gradients * 2e-4, own.OuterSteps * 5e-3));
    }

    /// <inheritdoc/>
    public void Run(RunContext run, CancellationToken token)
    {
        var settings = run.Settings<MethodStudySettings>();
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        TaskMachine.Prepare(settings);
        var problem = settings.Draw(run.Spec.Seed);
        var reference = problem.Exact(problem.Reference(token));
        var method = UpperMethods.Find(run.Spec.Method).Create(settings.Options(run.Spec.Method, problem, run.Spec.Seed));
        IList<double> notes = [];
        var last = -1L;

        void Report(BilevelIterate iterate, BilevelCalls calls)
        {
            using var inner = NewDisposeScope();
            var (step, x) = (iterate.Step, problem.Minimizer(iterate.Upper));
            var loss = problem.Loss(x, iterate.Upper);
            var gap = Math.Max(loss - reference, 1e-16);
            var epsilon = problem.IsStronglyConvex ? gap : Math.Pow(Euclid.Norm(problem.ExactGradient(iterate.Upper)), 2);
            run.Observer.OnMetric("optimality", step, epsilon);
            run.Observer.OnMetric("gap", step, gap);
            run.Observer.OnMetric("loss", step, loss);
            run.Observer.OnMetric("lower_error", step, Euclid.Norm(x - iterate.Lower));
            BilevelSeries.Report(run.Observer, step, calls);
            foreach (var note in new[] { calls.UpperGradients, calls.LowerGradients, epsilon, gap })
            {
                notes.Add(note);
            }

            last = step;
        }

        var loop = new BilevelRun(problem, method, new() { Steps = settings.OuterSteps, Gradients = settings.Gradients, Seconds = settings.Seconds })
        {
            CheckpointEvery = settings.CheckpointEvery,
            Keep = run.Observer.OnCheckpoint,
            Capture = run.Capture,
            CertifyEvery = settings.CertifyEvery,
            Certify = handed => RunCertifier.During(run, handed, token),
            Log = run.Observer.OnLog,
            Report = (iterate, calls) =>
            {
                run.Observer.OnProgress(iterate.Step, settings.OuterSteps);
                if (BilevelSeries.IsDue(iterate.Step))
                {
                    Report(iterate, calls);
                }
            },
        };
        notes = loop.Notes;
        var (end, spent) = loop.Run(run.Resume, token);
        if (end.Step != last)
        {
            Report(end, spent);
        }

        BilevelSeries.Results(run.Observer, spent);
        Results(run, [.. notes.Chunk(4)], problem.IsStronglyConvex);
    }

    /// <inheritdoc/>
    public CertifiableProblem? Certifiable(RunContext run, CancellationToken token)
    {
        var method = UpperMethods.Find(run.Spec.Method);
        return method.Kind == UpperMethodKind.Search ? null : UpperFormula.Certifiable(run.Settings<MethodStudySettings>().Draw(run.Spec.Seed), method);
    }

    // Rows of upper-level gradients, lower-level gradients, ε, gap.
    private static void Results(RunContext run, double[][] rows, bool stronglyConvex)
    {
        var (upper, lower) = (new ComplexityOrder(), new ComplexityOrder());
        foreach (var row in rows)
        {
            upper.Add(row[0], row[2]);
            lower.Add(row[1], row[2]);
        }

        run.Observer.OnResult(new("optimality_at_end", rows.Min(row => row[2])));
        run.Observer.OnResult(new("gap_at_end", rows.Min(row => row[3])));
        var method = UpperMethods.Find(run.Spec.Method);
        var theory = stronglyConvex ? method.StronglyConvex : method.NonConvex;
        foreach (var (name, value) in new (string, double?)[]
        {
            ("slope", upper.Slope()), ("theory_slope", theory.Upper), ("slope_lower", lower.Slope()), ("theory_slope_lower", theory.Lower),
        })
        {
            if (value is { } known && double.IsFinite(known))
            {
                run.Observer.OnResult(new(name, known));
            }
        }
    }
}
