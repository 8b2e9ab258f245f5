using System.Diagnostics;
using Hodl.Core.Bilevel;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Training;

/// <summary>The loop around any method on any problem: metering, budget, reports, checkpoints. The only one.</summary>
/// <param name="problem">The problem.</param>
/// <param name="method">The method.</param>
/// <param name="budget">When it ends.</param>
public sealed class BilevelRun(IBilevelProblem problem, IUpperMethod method, BilevelBudget budget)
{
    private const string Prefix = "memory.";
    private const int Draws = 255;
    private readonly HashSet<string> told = [];

    /// <summary>Told after step 0 and every later one, outside of the clock and of the count.</summary>
    public Action<BilevelIterate, BilevelCalls> Report { get; init; } = (_, _) => { };

    /// <summary>Takes the warnings of steps, each kind once.</summary>
    public Action<RunLogLine> Log { get; init; } = _ => { };

    /// <summary>Upper-level steps between checkpoints.</summary>
    public int CheckpointEvery { get; init; } = int.MaxValue;

    /// <summary>Takes the checkpoints; also the last one of a run that is cancelled.</summary>
    public Action<RunCheckpoint> Keep { get; init; } = _ => { };

    /// <summary>Takes the gradient of the next step, after which the run ends by <see cref="StepCapturedException"/>; null in every run but that of a certificate.</summary>
    public Action<CapturedStep>? Capture { get; init; }

    /// <summary>Upper-level steps between certificates; 0 for none.</summary>
    public int CertifyEvery { get; init; }

    /// <summary>Takes the gradients that are to be certified.</summary>
    public Action<CapturedStep> Certify { get; init; } = _ => { };

    /// <summary>Numbers that reports gather for the run's end; they travel in the checkpoints, so that a resumed run ends with all of them.</summary>
    public IList<double> Notes { get; } = new List<double>();

    /// <summary>Runs to the end of the budget or of the method; the last iterate belongs to the caller's dispose scope.</summary>
    /// <param name="resume">Where to go on; null at the start.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="OperationCanceledException">Stopped; a checkpoint of the last finished step has been kept.</exception>
    /// <exception cref="NonFiniteException">γ became NaN or infinite.</exception>
    public (BilevelIterate Iterate, BilevelCalls Calls) Run(RunCheckpoint? resume, CancellationToken token)
    {
        using var ungraded = no_grad();
        var metered = new MeteredProblem(problem);
        BilevelIterate iterate;
        using (var scope = NewDisposeScope())
        {
            iterate = Outer(resume is null ? method.Init(metered) : Restore(resume, metered), null);
        }

        if (Capture is not null)
        {
            using var scope = NewDisposeScope();
            if (Handed(iterate, method.Step(metered, iterate, token), metered.Calls, token) is { } step)
            {
                Capture(step);
            }

            throw new StepCapturedException();
        }

        if (resume is null)
        {
            Report(iterate, metered.Calls);
        }

        while (!iterate.IsDone && !budget.IsSpent(iterate.Step, metered.Calls))
        {
            using var scope = NewDisposeScope();
            var (began, before) = (Stopwatch.GetTimestamp(), metered.Calls);
            BilevelIterate next;
            try
            {
                token.ThrowIfCancellationRequested();
                next = method.Step(metered, iterate, token);
            }
            catch (OperationCanceledException)
            {
                Keep(Checkpoint(iterate, before));
                throw;
            }

            metered.Calls = metered.Calls with { Seconds = before.Seconds + Stopwatch.GetElapsedTime(began).TotalSeconds };
            if (!next.Upper.isfinite().all().item<bool>())
            {
                throw new NonFiniteException("γ", next.Step);
            }

            if (CertifyEvery > 0 && next.Step % CertifyEvery == 0 && Handed(iterate, next, before, token) is { } handed)
            {
                using (handed)
                {
                    Certify(handed);
                }
            }

            iterate = Outer(next, iterate);
            if (iterate.Warning is { } warning && told.Add(warning.Split(':')[0]))
            {
                Log(new(LogSeverity.Warning, iterate.Step, warning));
            }

            Report(iterate, metered.Calls);
            if (iterate.Step % CheckpointEvery == 0)
            {
                Keep(Checkpoint(iterate, metered.Calls));
            }
        }

        return (iterate, metered.Calls);
    }

    // Outside of the count; other draws from the same iterate show what the method's own scatter about.
    private CapturedStep? Handed(BilevelIterate iterate, BilevelIterate next, BilevelCalls calls, CancellationToken token)
    {
        if (next.Handed is not { } handed)
        {
            return null;
        }

        var draws = new List<Tensor>();
        for (var draw = 1; draw <= Draws && method.Redrawn(draw) is { } other; draw++)
        {
            using var scope = NewDisposeScope();
            draws.Add(StepGradient.Copy(other.Step(problem, iterate, token).Handed!.Gradient));
        }

        var gradient = new StepGradient(next.Step, [StepGradient.Copy(handed.Gradient)], next.Loss)
        {
            Upper = StepGradient.Copy(handed.Upper),
            LowerStart = StepGradient.Copy(handed.LowerStart),
            Lower = new(StepGradient.Copy(handed.Lower)),
            Unrolled = handed.Unrolled,
            LowerRate = handed.LowerRate,
            Draws = draws,
        };
        return new(gradient, Checkpoint(iterate, calls));
    }

    // The new tensors outlive the step's scope, those that only the old iterate had go.
    private static BilevelIterate Outer(BilevelIterate next, BilevelIterate? old)
    {
        var kept = new HashSet<Tensor>(old?.Tensors ?? [], ReferenceEqualityComparer.Instance);
        foreach (var tensor in new HashSet<Tensor>(next.Tensors, ReferenceEqualityComparer.Instance))
        {
            if (!kept.Remove(tensor))
            {
                tensor.MoveToOuterDisposeScope();
            }
        }

        foreach (var tensor in kept)
        {
            tensor.Dispose();
        }

        return next;
    }

    private RunCheckpoint Checkpoint(BilevelIterate iterate, BilevelCalls calls)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["omega.upper"] = iterate.Upper.cpu(),
            ["lower"] = iterate.Lower.cpu(),
            ["calls"] = tensor(calls.ToArray()),
            ["seen"] = tensor(new[] { iterate.Loss, iterate.GradientNorm, iterate.IsDone ? 1 : 0 }),
            ["outer_step"] = tensor(iterate.Step),
            ["notes"] = tensor(Notes.ToArray()),
        };
        foreach (var (name, value) in iterate.Memory)
        {
            tensors[Prefix + name] = value.cpu();
        }

        return new(iterate.Step, Safetensors.Write(tensors));
    }

    private BilevelIterate Restore(RunCheckpoint checkpoint, MeteredProblem metered)
    {
        var tensors = Safetensors.Read(checkpoint.State);
        var like = metered.UpperStart();

        // A certificate resumes a float32 run in float64.
        Tensor Own(Tensor value) => (like.dtype == float64 && value.dtype == float32 ? value.to(float64) : value).to(like.device);
        metered.Calls = BilevelCalls.Of(tensors["calls"].ToArray<double>());
        Notes.Clear();
        foreach (var note in tensors["notes"].ToArray<double>())
        {
            Notes.Add(note);
        }

        var seen = tensors["seen"].ToArray<double>();
        return new(tensors["outer_step"].item<long>(), Own(tensors["omega.upper"]), Own(tensors["lower"]))
        {
            Loss = seen[0],
            GradientNorm = seen[1],
            IsDone = seen[2] != 0,
            Memory = tensors.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[Prefix.Length..], pair => Own(pair.Value)),
        };
    }
}
