using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using Hodl.Core.Solvers.Losses;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The methods of CT that Algorithm 1 trains: what they solve, from where, and by which gradient.</summary>
/// <param name="Problem">The problem on the training phantoms.</param>
/// <param name="Way">The way to the hypergradient.</param>
/// <param name="Start">The state that a lower level starts from, for projections of any number of phantoms.</param>
/// <param name="Image">The image of a state.</param>
internal sealed record CtLearning(LearningProblem Problem, IHypergradient Way, Func<Batch, State> Start, Func<State, Tensor> Image) : IDisposable
{
    /// <summary>γ, where it is filters or atoms.</summary>
    public FilterParameters? Parameters { get; init; }

    /// <summary>The method whose common weight a line search finds first; null for the others.</summary>
    public FilterMethod? Weighted { get; init; }

    /// <summary>Builds a method in the type of the data.</summary>
    /// <param name="method"><c>filters</c>, <c>dictionary</c>, <c>deq</c> or <c>jacobian-free</c>.</param>
    /// <param name="settings">Shapes, steps, tolerances.</param>
    /// <param name="data">Phantoms and projections.</param>
    /// <param name="seed">The run's seed.</param>
    public static CtLearning Create(string method, CtReconstructionSettings settings, CtData data, long seed) => method switch
    {
        "filters" => Filters(settings, data),
        "dictionary" => Dictionary(settings, data),
        "deq" or "jacobian-free" => Equilibrium(method, settings, data, seed),
        _ => throw TaskMethod.Unknown(method, "filters", "dictionary", "deq", "jacobian-free"),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Weighted?.Dispose();
        Problem.Method.Omega.Dispose();
    }

    private static CtLearning Filters(CtReconstructionSettings settings, CtData data)
    {
        var type = data.Train.Input.dtype;
        var parameters = new FilterParameters(CosineFilters.Create(settings.FilterSide).to(type), settings.Beta0, LearnedPart.FiltersAndStrengths, data.Backproject(data.Train.Input));
        var method = new FilterMethod(parameters, new() { Penalty = Phi(settings), Threads = settings.Threads }, data.Model);
        var problem = Warm(method, new ImageLoss(ImageLossKind.SquaredError), data, parameters);
        return new(problem, Implicit(settings, parameters), batch => new(data.Backproject(batch.Input)), u => u[0]) { Parameters = parameters, Weighted = method };
    }

    private static CtLearning Dictionary(CtReconstructionSettings settings, CtData data)
    {
        var type = data.Train.Input.dtype;
        var constant = full([1, 1, settings.FilterSide, settings.FilterSide], 1.0 / settings.FilterSide, dtype: float64);
        var atoms = cat([constant, CosineFilters.Create(settings.FilterSide)], 0).to(type);
        State From(Tensor y) => new(new CircularFilters(atoms).Apply(data.Backproject(y)) / (double)atoms.shape[0]); // D Dᵀ = K·I for the whole DCT
        var parameters = new FilterParameters(atoms, settings.Beta0, LearnedPart.FiltersAndStrengths, From(data.Train.Input)[0]);
        var method = new SynthesisMethod(parameters, Phi(settings), data.Model);
        var loss = new FunctionLoss((u, batch) => (method.Image(u[0]) - batch.Target!).square().sum() * 0.5);
        return new(Warm(method, loss, data, parameters), Implicit(settings, parameters), batch => From(batch.Input), u => method.Image(u[0])) { Parameters = parameters };
    }

    private static CtLearning Equilibrium(string method, CtReconstructionSettings settings, CtData data, long seed)
    {
        using var random = new Generator(StepSeed.Of(seed, -1));
        var options = new ConvolutionalOptions { Channels = 1, Condition = 1, Hidden = [.. Enumerable.Repeat((long)settings.Hidden, settings.Layers)], Averaged = false };
        var net = new ConvolutionalNet(options, random, data.Train.Input.dtype, CPU);
        var deep = new DeepEquilibrium(net, data.Model, data.Backproject, settings.Contraction);
        State Start(Batch batch) => new(data.Backproject(batch.Input));
        var implicitly = new ImplicitOptions { Steps = settings.LinearSteps, Tolerance = 1e-3, InnerTolerance = settings.Tolerance };
        var problem = new LearningProblem { Method = deep, Loss = new ImageLoss(ImageLossKind.SquaredError), BatchAt = _ => data.Train, Start = Start };
        return new(problem, method == "deq" ? new NeumannSeries(implicitly) : new OneStep(implicitly), Start, u => u[0]);
    }

    private static Penalty Phi(CtReconstructionSettings settings) => new(PenaltyKind.CornerRounded, settings.Epsilon);

    private static LearningProblem Warm(IUnrolledMethod method, ILoss loss, CtData data, FilterParameters parameters) => new()
    {
        Method = method,
        Loss = loss,
        BatchAt = _ => data.Train,
        Start = batch => new(parameters.Minimizer.narrow(0, 0, batch.Items)),
    };

    private static WarmStarted Implicit(CtReconstructionSettings settings, FilterParameters parameters) => new(
        start => new ConjugateGradient(new() { Steps = settings.LinearSteps, Tolerance = 0, InnerTolerance = settings.Tolerance, Start = start }), parameters.Minimizer, parameters.Adjoint);
}
