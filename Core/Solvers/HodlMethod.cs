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
    private readonly ILoss loss;
    private readonly double share;

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

        D = d;
        this.loss = loss;
        Alpha = alpha;
        Mu = mu;
        this.share = share;
        Projection = projection;
    }

    /// <summary>D.</summary>
    public LearnedOperator D { get; }

    /// <summary>α.</summary>
    public double Alpha { get; }

    /// <summary>μ.</summary>
    public double Mu { get; }

    /// <summary>Proj_{U,G}.</summary>
    public IProjection Projection { get; }

    /// <inheritdoc/>
    public nn.Module Omega => D;

    /// <inheritdoc/>
    public ISolver Train(Batch batch) => Solver(batch, Mu);

    /// <inheritdoc/>
    public ISolver Test(Batch batch) => Solver(batch, loss.NeedsTarget ? 0 : Mu);

    /// <inheritdoc/>
    public void Settle() => D.Settle();

    private ISolver Solver(Batch batch, double weight) =>
        weight == 0
            ? new SimplifiedHodl(D.At(batch), Alpha, Projection)
            : new AggregatedHodl(D.At(batch), loss, batch, Alpha, weight, share * D.LambdaMin / loss.Smoothness(batch), Projection);
}
