using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using Hodl.Core.Torch;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Benchmarks;

/// <summary>The task's own problem on one batch, with one way to the hypergradient; steps as Algorithm 1 takes them.</summary>
internal sealed class SparseCodingCompetitor : IDisposable
{
    private readonly RegularizedSparseCodingSettings settings;
    private readonly IHypergradient hypergradient;
    private readonly Batch batch;
    private readonly AdamUpdate adam;

    public SparseCodingCompetitor(
        RegularizedSparseCodingSettings settings, SparseCodes data, Batch batch, long seed, IHypergradient hypergradient)
    {
        (this.settings, this.batch, this.hypergradient) = (settings, batch, hypergradient);
        Problem = RegularizedSparseCoding.Problem("shodl", settings, data, seed);
        if (!hypergradient.Applies(Problem))
        {
            throw new InvalidOperationException($"{hypergradient.GetType().Name} does not apply.");
        }

        adam = new AdamUpdate(Problem.Learned(), Problem.LearnedRates());
    }

    public LearningProblem Problem { get; }

    public (double Loss, double Cpu, double Wall) Step()
    {
        var loss = double.NaN;
        var (cpu, wall) = Clock.Time(() => loss = Take());
        return (loss, cpu, wall);
    }

    /// <summary>The highest sum of allocations less frees within one step, as the allocator counts them.</summary>
    public long PeakBytes()
    {
        using var memory = new PeakMemory();
        Take();
        return memory.Bytes;
    }

    public void Dispose()
    {
        adam.Dispose();
        Problem.Method.Omega.Dispose();
    }

    private double Take()
    {
        using var scope = NewDisposeScope();
        using var gradient = hypergradient.Compute(Problem, batch, settings.K, null, CancellationToken.None);
        gradient.Norm();
        adam.Step(gradient.Gradients, settings.LearningRate);
        return gradient.Phi;
    }
}
