using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Losses;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Benchmarks;

/// <summary>Filter learning as the task cameraman-filters does it, upper steps as Algorithm 1 takes them.</summary>
internal sealed class FilterCompetitor : IDisposable
{
    public const double Beta0 = -4, Rate = 1e-3;
    public const int K = 10, LinearSteps = 10;
    private readonly FilterMethod method;
    private readonly LearningProblem problem;
    private readonly WarmStarted way;
    private readonly AdamUpdate adam;
    private readonly Batch batch;

    public FilterCompetitor(BankKind bank, int threads, Tensor filters, Batch batch)
    {
        this.batch = batch;
        var parameters = new FilterParameters(filters, Beta0, LearnedPart.FiltersAndStrengths, batch.Input);
        method = new(parameters, new() { Bank = bank, Threads = threads });
        problem = new()
        {
            Method = method,
            Loss = new ImageLoss(ImageLossKind.SquaredError),
            BatchAt = _ => batch,
            Start = _ => new(parameters.Minimizer),
        };
        way = new(start => new ConjugateGradient(new() { Steps = LinearSteps, Tolerance = 0, Start = start, ResidualAlways = false }), parameters.Minimizer, parameters.Adjoint);
        adam = new(problem.Learned(), problem.LearnedRates());
        Name = method.BankName(batch.Input);
    }

    public string Name { get; }

    public (double Loss, double Cpu, double Wall) Step()
    {
        var loss = double.NaN;
        var (cpu, wall) = Clock.Time(() => loss = Take());
        return (loss, cpu, wall);
    }

    public void Dispose()
    {
        adam.Dispose();
        method.Dispose();
        method.Omega.Dispose();
    }

    private double Take()
    {
        using var scope = NewDisposeScope();
        using var gradient = way.Compute(problem, batch, K, null, CancellationToken.None);
        gradient.Norm();
        adam.Step(gradient.Gradients, Rate);
        return gradient.Phi;
    }
}
