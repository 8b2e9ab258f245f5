using Hodl.Core.Data;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Projections;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>
/// HODL: one operator D(·, ω), iterated by <see cref="AggregatedHodl"/> (μ &gt; 0) or <see cref="SimplifiedHodl"/>
/// (μ = 0). UNH is the same with D = D_num, see <see cref="Baselines.NumericalHyperparameters"/>.
/// </summary>
public sealed class HodlMethod : IUnrolledMethod
{
    private readonly LearnedOperator d;
    private readonly ILoss loss;
    private readonly double alpha;
    private readonly double mu;
    private readonly double share;
    private readonly IProjection projection;

    /// <summary>HODL on an operator.</summary>
    /// <param name="d">D.</param>
    /// <param name="loss">ℓ.</param>
    /// <param name="alpha">α ∈ (0, 1).</param>
    /// <param name="mu">μ ∈ [0, 1).</param>
    /// <param name="share">s as a share of its bound λ_min(G_lb)/L_ℓ, in (0, 1).</param>
    /// <param name="projection">Proj_{U,G}.</param>
    /// <exception cref="ArgumentException">α, μ or s lies outside of its range.</exception>
    public HodlMethod(LearnedOperator d, ILoss loss, double alpha, double mu, double share, IProjection projection)
    {
        if (alpha is not (> 0 and < 1) || mu is not (>= 0 and < 1) || share is not (> 0 and < 1))
        {
            throw new ArgumentException($"alpha = {alpha} and s = {share} must lie in (0, 1), mu = {mu} in [0, 1).", nameof(alpha));
        }

        this.d = d;
        this.loss = loss;
        this.alpha = alpha;
        this.mu = mu;
        this.share = share;
        this.projection = projection;
    }

    /// <summary>D.</summary>
    public LearnedOperator Operator => d;

    /// <summary>α.</summary>
    public double Alpha => alpha;

    /// <summary>μ.</summary>
    public double Mu => mu;

    /// <summary>Proj_{U,G}.</summary>
    public IProjection Projection => projection;

    /// <inheritdoc/>
    public nn.Module Omega => d;

    /// <summary>sHODL repeats T; the steps of aHODL change with k.</summary>
    public bool IsStationary => mu == 0;

    /// <inheritdoc/>
    public ISolver Train(Batch batch) => Solver(batch, mu);

    /// <inheritdoc/>
    public ISolver Test(Batch batch) => Solver(batch, loss.NeedsTarget ? 0 : mu);

    /// <inheritdoc/>
    public void Settle() => d.Settle();

    private ISolver Solver(Batch batch, double weight) =>
        weight == 0
            ? new SimplifiedHodl(d.At(batch), alpha, projection)
            : new AggregatedHodl(d.At(batch), loss, batch, alpha, weight, share * d.LambdaMin / loss.Smoothness(batch), projection);
}
