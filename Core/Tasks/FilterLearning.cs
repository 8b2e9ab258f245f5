using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The bilevel problem (Ex) of a run: γ, the lower level on the training batch, and the method's way to the hypergradient.</summary>
internal sealed class FilterLearning : IDisposable
{
    private const int MostFirstSteps = 500;
    private const double FirstTolerance = 1e-7;
    private readonly Batch batch;

    /// <summary>Builds it; tensors live in the caller's dispose scope.</summary>
    /// <param name="method">Id of <see cref="FilterWays"/>.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="filters">c at the start, in the type and place of the computation.</param>
    /// <param name="batch">Observations and truth, [B, 1, H, W].</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="spread">Weight of <see cref="SpreadLoss"/>.</param>
    public FilterLearning(string method, FilterSettings settings, Tensor filters, Batch batch, ILoss loss, double spread = 0)
    {
        this.batch = batch;
        Parameters = new(filters, settings.Beta0, settings.Part, batch.Input);
        Method = new(Parameters, settings.Options);
        var warm = settings.WarmStart && FilterWays.IsImplicit(method);
        Problem = new()
        {
            Method = Method,
            Loss = spread == 0 ? loss : new SpreadLoss(loss, Parameters, spread),
            BatchAt = _ => batch,
            Start = items => new(warm ? Parameters.Minimizer.narrow(0, 0, items.Items) : items.Input),
        };
        Way = warm
            ? new WarmStarted(start => FilterWays.Create(method, settings, start, training: true), Parameters.Minimizer, Parameters.Adjoint)
            : FilterWays.Create(method, settings, null, training: true);
    }

    /// <summary>γ.</summary>
    public FilterParameters Parameters { get; }

    /// <summary>The lower level.</summary>
    public FilterMethod Method { get; }

    /// <summary>The problem as Algorithm 1 takes it.</summary>
    public LearningProblem Problem { get; }

    /// <summary>The way to the hypergradient.</summary>
    public IHypergradient Way { get; }

    /// <summary>x̂(γ⁽⁰⁾) to ‖∇Φ‖/√N ≤ 1e-7 or the most steps, as the review begins.</summary>
    /// <returns>How it ended.</returns>
    public SolveResult Begin(CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var solve = InnerLoop.Run(Method.Train(batch), new(batch.Input), MostFirstSteps, null, FirstTolerance * Math.Sqrt(batch.Input.numel()), token: token);
        Parameters.Minimizer.copy_(solve.U[0]);
        return solve;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Method.Dispose();
        Parameters.Dispose();
    }
}
