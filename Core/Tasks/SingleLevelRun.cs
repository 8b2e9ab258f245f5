using Hodl.Core.Data;
using Hodl.Core.Runs;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The course of a run whose filters are learned for themselves: steps, then at every evaluation one weight for the denoiser, its SNR, and the bank.</summary>
/// <param name="learner">What learns.</param>
/// <param name="learning">The denoiser that takes the filters.</param>
/// <param name="batch">Noisy and clean training images, which tune the weight.</param>
/// <param name="settings">Steps.</param>
internal sealed class SingleLevelRun(FilterLearner learner, FilterLearning learning, Batch batch, SingleLevelLearningSettings settings)
{
    private const string StepName = "outer_step", WeightName = "beta0", Prefix = "state.";

    /// <summary>Runs to the last step and reports.</summary>
    /// <exception cref="OperationCanceledException">Stopped; the state after the last finished step has been reported.</exception>
    /// <exception cref="NonFiniteException">The filters became NaN or infinite.</exception>
    public void Run(RunContext run, FilterReport report, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (u, beta0, state) = run.Resume is { } resume ? Restore(resume) : (0, settings.Beta0, learner.Init());
        var seconds = 0.0;
        try
        {
            if (run.Resume is null)
            {
                beta0 = Evaluate(0, state, beta0, run, report, token);
            }

            while (u < settings.OuterSteps)
            {
                token.ThrowIfCancellationRequested();
                var began = run.Clock.GetTimestamp();
                var next = learner.Step(state, u + 1);
                seconds += run.Clock.GetElapsedTime(began).TotalSeconds;
                Replace(state, next);
                state = next;
                u++;
                Report(run.Observer, u, learner.Objective(state));
                run.Observer.OnProgress(u, settings.OuterSteps);
                if (u % settings.EvaluateEvery == 0 || u == settings.OuterSteps)
                {
                    beta0 = Evaluate(u, state, beta0, run, report, token);
                }

                if (u % settings.CheckpointEvery == 0 || u == settings.OuterSteps)
                {
                    run.Observer.OnCheckpoint(Checkpoint(u, beta0, state));
                }
            }
        }
        catch (OperationCanceledException)
        {
            run.Observer.OnCheckpoint(Checkpoint(u, beta0, state));
            throw;
        }

        Put(state, beta0);
        report.Conclude(run.Observer, token);
        run.Observer.OnResult(new("beta0_tuned", beta0));
        run.Observer.OnResult(new("upper_seconds", seconds));
    }

    private double Evaluate(long u, Tensor[] state, double guess, RunContext run, FilterReport report, CancellationToken token)
    {
        var ratios = Put(state, guess);
        var beta0 = StrengthSearch.Find(learning.Method, batch, batch.Input, ratios, guess, token);
        run.Observer.OnMetric("beta0", u, beta0);
        report.Evaluate(u, run.Observer, token);
        return beta0;
    }

    // The bank scaled as a whole to mean square norm 1, with the ratios of its weights.
    private Tensor Put(Tensor[] state, double beta0)
    {
        var (filters, weights) = (learner.Filters(state), learner.Weights(state));
        learning.Parameters.Filters.copy_(filters / filters.square().sum([1, 2, 3]).mean().sqrt());
        var ratios = (weights is null ? zeros(filters.shape[0], float64) : (weights / weights.mean()).log()).to(learning.Parameters.Beta.dtype).to(learning.Parameters.Beta.device);
        learning.Parameters.Beta.copy_(ratios + (beta0 - learning.Parameters.Beta0));
        return ratios;
    }

    private void Report(IRunObserver observer, long step, double objective)
    {
        if (learner.Learns)
        {
            observer.OnMetric("objective", step, objective);
            if (!double.IsFinite(objective))
            {
                throw new NonFiniteException("objective", step);
            }
        }
    }

    private static void Replace(Tensor[] old, Tensor[] next)
    {
        foreach (var tensor in old.Where(tensor => !next.Any(kept => ReferenceEquals(kept, tensor))))
        {
            tensor.Dispose();
        }
    }

    private static RunCheckpoint Checkpoint(long step, double beta0, Tensor[] state)
    {
        using var scope = NewDisposeScope();
        var tensors = state.Select((value, i) => (Name: $"{Prefix}{i}", Value: value)).ToDictionary(pair => pair.Name, pair => pair.Value);
        tensors[StepName] = tensor(step);
        tensors[WeightName] = tensor(beta0, float64);
        return new(step, Safetensors.Write(tensors));
    }

    private static (int Step, double Beta0, Tensor[] State) Restore(RunCheckpoint checkpoint)
    {
        var tensors = Safetensors.Read(checkpoint.State);
        var state = Enumerable.Range(0, tensors.Keys.Count(name => name.StartsWith(Prefix, StringComparison.Ordinal))).Select(i => tensors[$"{Prefix}{i}"]).ToArray();
        return ((int)tensors[StepName].item<long>(), tensors[WeightName].item<double>(), state);
    }
}
