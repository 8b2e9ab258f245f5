using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Training;

/// <summary>
/// Algorithm 1, t = 1…T: u^K(ω^{t−1}) by the method's inner iteration, then
/// ω^t = Proj_Ω(ω^{t−1} − γ ∂ℓ(u^K(ω^{t−1}), ω^{t−1})/∂ω), the step taken by Adam or SGD with the same gradient.
/// The one training loop of the core: it records the series of every run (<see cref="OuterSeries"/>), checkpoints,
/// resumes bit for bit, and stops within one inner step. Where asked to it keeps
/// ω̄ ← dω̄ + (1 − d)ω (d no more than t/(t + 10), so that the start is soon forgotten) and the ω that is best on validation
/// data; at the end ω is the best, or else the average.
/// </summary>
/// <param name="problem">What to learn.</param>
/// <param name="settings">How.</param>
/// <param name="certify">Makes the certificate of a step that <see cref="TrainingSettings.CertifyEvery"/> asks for, and tells the run's observer.</param>
/// <param name="providers">Ways to the hypergradient, the first that applies is used; reverse mode stands behind them.</param>
public sealed class Algorithm1(
    LearningProblem problem, TrainingSettings settings, Action<RunContext, CapturedStep, CancellationToken> certify, params IHypergradient[] providers)
{
    private readonly IHypergradient hypergradient =
        Kept(providers.FirstOrDefault(provider => provider.Applies(problem)) ?? new ReverseMode(), settings.KeepEvery);

    /// <summary>The experiment's metrics at outer step t (0 before training), reported to the observer.</summary>
    public Action<long, IRunObserver, CancellationToken> Evaluate { get; init; } = (_, _, _) => { };

    /// <summary>
    /// The worth of ω at outer step t on validation data, higher is better, reported to the observer too; null where the last ω
    /// counts. Called after <see cref="Evaluate"/>.
    /// </summary>
    public Func<long, IRunObserver, CancellationToken, double>? Validate { get; init; }

    /// <summary>Trains ω from the run's checkpoint, or from the start, to the last outer step.</summary>
    /// <exception cref="InvalidOperationException">A step trains another function than φ_K, and its settings do not say so.</exception>
    /// <exception cref="OperationCanceledException">Stopped; the state after the last finished step has been reported.</exception>
    /// <exception cref="NonFiniteException">The hypergradient or φ_K became NaN or infinite.</exception>
    public void Run(RunContext run, CancellationToken token)
    {
        using var update = Update();
        using var state = new TrainingState(problem.Method.Omega, update, settings.EmaDecay > 0, Validate is not null);
        var series = new OuterSeries(run.Observer, settings);
        var trained = new TrainedFunction(problem, settings, run);
        var t = run.Resume is null ? 0 : state.Restore(run.Resume);
        if (run.Capture is not null)
        {
            Capture(t, run, state, update, token);
        }

        run.Observer.OnProgress(t, settings.OuterSteps); // before the first evaluation, which can take minutes
        try
        {
            state.Keep(t, run.Resume is null || state.EvaluationDue);
            while (true)
            {
                if (state.EvaluationDue)
                {
                    Measure(t, state, run.Observer, token);
                    state.Keep(t, evaluationDue: false);
                }

                if (t > 0 && (t % settings.CheckpointEvery == 0 || t == settings.OuterSteps))
                {
                    run.Observer.OnCheckpoint(state.Checkpoint());
                }

                if (t >= settings.OuterSteps)
                {
                    Conclude(state, run.Observer);
                    return;
                }

                using var certified = settings.CertifyEvery > 0 && (t + 1) % settings.CertifyEvery == 0 ? new Captured(state.Checkpoint()) : null;
                var before = run.Clock.GetTimestamp();
                trained.Tell(t + 1);
                Step(++t, update, series, certified, token);
                state.Average?.Average(Math.Min(settings.EmaDecay, t / (t + 10.0)));
                run.Observer.OnMetric("step_seconds", t, run.Clock.GetElapsedTime(before).TotalSeconds);
                state.Keep(t, t % settings.EvaluateEvery == 0 || t == settings.OuterSteps);
                run.Observer.OnProgress(t, settings.OuterSteps);
                if (certified?.Step is { } handed)
                {
                    certify(run, handed, token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            run.Observer.OnCheckpoint(state.Checkpoint());
            throw;
        }
    }

    // A hypergradient that is not reverse mode does not become it because memory is short.
    private static IHypergradient Kept(IHypergradient own, int every) =>
        every == 0 ? own : own.IsReverseMode ? new CheckpointedReverse(every)
        : throw new ArgumentException(
            $"KeepEvery = {every}: allowed with {own.Name} is 0; it is for reverse mode through all K steps.", nameof(own));

    // The vector of the step that comes next, without the evaluations around it.
    private void Capture(long t, RunContext run, TrainingState state, IUpdate update, CancellationToken token)
    {
        if (run.Resume is null || state.EvaluationDue)
        {
            problem.Method.Settle(); // as the evaluation would have
        }

        state.Keep(t, evaluationDue: false);
        using var captured = new Captured(state.Checkpoint());
        try
        {
            Step(t + 1, update, new OuterSeries(new SilentObserver(), settings), captured, token);
        }
        catch (NonFiniteException) when (captured.Step is not null)
        {
            // The certificate says so.
        }

        run.Capture!(captured.Give());
        throw new StepCapturedException();
    }

    private void Step(long t, IUpdate update, OuterSeries series, Captured? captured, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var batch = problem.BatchAt(t);
        using var trace = series.WantsCurve(t) ? new InnerTrace(u => problem.Loss.Value(u, batch)) : null;
        using var gradient = hypergradient.Compute(After(problem.RunIn(t), batch, token), batch, settings.K, trace, token);
        token.ThrowIfCancellationRequested();
        var norm = gradient.Norm();
        captured?.Take(t, gradient, batch, problem.RunIn(t), settings.ClipNorm == 0 || !(norm > settings.ClipNorm) ? 1 : settings.ClipNorm / norm);
        series.Record(t, gradient, norm, trace);
        update.Step(Clipped(gradient.Gradients, norm), Rate(t));
        problem.ProjectOmega();
        problem.Carry(gradient.Solve.U, batch);
    }

    // The problem from u^m on, for one batch.
    private LearningProblem After(int m, Batch batch, CancellationToken token)
    {
        if (m == 0)
        {
            return problem;
        }

        using var ungraded = no_grad();
        var start = InnerLoop.Run(problem.Method.Train(batch), problem.Start(batch), m, token: token).U.Detach();
        return problem with { Start = _ => start };
    }

    // What counts is what is measured: the average, where one is kept.
    private void Measure(long t, TrainingState state, IRunObserver observer, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        using (state.Average?.Exchange())
        {
            problem.Method.Settle();
            Evaluate(t, observer, token);
            if (Validate is { } validate)
            {
                state.Offer(validate(t, observer, token), t);
            }
        }

        if (state.Average is not null)
        {
            problem.Method.Settle();
        }
    }

    private void Conclude(TrainingState state, IRunObserver observer)
    {
        state.Conclude();
        problem.Method.Settle();
        if (state.Best is not null)
        {
            observer.OnLog(new(LogSeverity.Info, settings.OuterSteps, string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"The ω that counts is that of step {state.ScoredAt}: {state.Score:G5} on the validation data.")));
        }
    }

    private IReadOnlyList<Tensor?> Clipped(IReadOnlyList<Tensor?> gradients, double norm) =>
        settings.ClipNorm == 0 || norm <= settings.ClipNorm
            ? gradients
            : [.. gradients.Select(gradient => gradient is null ? null : gradient * (settings.ClipNorm / norm))];

    // γ min(1, t/warm-up) times the schedule's factor: a function of t alone, so that resuming needs no more than t.
    private double Rate(long step)
    {
        var second = problem.FirstStage > 0 && step > problem.FirstStage;
        var t = second ? step - problem.FirstStage : step;
        var steps = second ? settings.OuterSteps - problem.FirstStage : problem.FirstStage > 0 ? problem.FirstStage : settings.OuterSteps;
        return settings.LearningRate * (second ? problem.SecondRate : 1) * Math.Min(1, (double)t / Math.Max(1, settings.WarmupSteps)) * settings.Schedule switch
        {
            RateSchedule.Halving => Math.Pow(0.5, (t - 1) / settings.HalveEvery),
            RateSchedule.Cosine => 0.01 + (0.99 * 0.5 * (1 + Math.Cos(Math.PI * (t - 1) / steps))),
            _ => 1,
        };
    }

    private IUpdate Update() => settings.Optimizer == OuterOptimizer.Adam
        ? new AdamUpdate(problem.Learned(), problem.LearnedRates())
        : new SgdUpdate(problem.Learned(), problem.LearnedRates(), settings.Momentum);

    // One step's hypergradient, copied as the optimizer gets it.
    private sealed class Captured(RunCheckpoint before) : IDisposable
    {
        public CapturedStep? Step { get; private set; }

        public void Take(long t, Hypergradient gradient, Batch batch, int runIn, double clipping)
        {
            using var ungraded = no_grad();
            var handed = new StepGradient(t, [.. gradient.Gradients.Select(block => block is null ? null : StepGradient.Copy(block))], gradient.Phi)
            {
                Batch = batch with { Input = StepGradient.Copy(batch.Input), Target = batch.Target is null ? null : StepGradient.Copy(batch.Target) },
                Lower = gradient.Solve.U.Map(StepGradient.Copy),
                RunIn = runIn,
                Clipping = clipping,
            };
            Step = new(handed, before);
        }

        public CapturedStep Give()
        {
            var given = Step!;
            Step = null;
            return given;
        }

        public void Dispose() => Step?.Dispose();
    }
}
