using Hodl.Core.Random;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Problems;

/// <summary>
/// Regularisation learned on held-out data, one weight for every feature: ridge, Φ = ½‖Ax − y‖²/J + ½Σe^{γ_j}x_j², with
/// ℓ = ½‖A_v x − y_v‖²/J + ½ρ‖γ + 1‖², closed: x̂ = (AᵀA/J + diag e^γ)⁻¹Aᵀy/J, ∂ℓ/∂γ_j = ρ(γ_j + 1) −
/// e^{γ_j}x̂_j((∇ₓₓΦ)⁻¹∇ₓℓ)_j; or logistic regression, the
/// mean of ln(1 + e^{−y aᵀx}) in both places. Half of the features carry no signal, so their weights grow; ρ = 1e-3 keeps them
/// finite. Minibatches draw rows with
/// replacement. ℓ(γ) is not convex.
/// </summary>
public sealed class RegressionBilevel : StandardProblem
{
    private const double Least = -4;
    private const double Most = 4;
    private const double Start = -1;
    private const double Rho = 1e-3;
    private readonly Tensor design;
    private readonly Tensor answer;
    private readonly Tensor heldDesign;
    private readonly Tensor heldAnswer;
    private readonly bool logistic;
    private readonly double largest;

    /// <summary>Draws a problem; its tensors belong to the caller's dispose scope.</summary>
    /// <param name="logistic">Logistic rather than ridge regression.</param>
    /// <param name="features">N = R ≥ 1.</param>
    /// <param name="samples">J, rows at each level.</param>
    /// <param name="noise">Deviation of the answers' noise.</param>
    /// <param name="seed">What to draw with.</param>
    public RegressionBilevel(bool logistic, int features, int samples, double noise, long seed)
    {
        this.logistic = logistic;
        Samples = samples;
        using var random = new Generator(unchecked((ulong)seed));
        Tensor Draw(params long[] shape) => randn(shape, dtype: float64, generator: random);
        var truth = Draw(features) * (arange(features, dtype: float64) < (features + 1) / 2).to(float64);
        (Tensor, Tensor) Data()
        {
            var rows = Draw(samples, features);
            var clean = rows.mv(truth) + (Draw(samples) * noise);
            return (rows, logistic ? clean.sign() : clean);
        }

        (design, answer) = Data();
        (heldDesign, heldAnswer) = Data();
        largest = linalg.eigvalsh(design.t().MatMul(design) / samples).max().item<double>() / (logistic ? 4 : 1);
    }

    /// <inheritdoc/>
    public override int Samples { get; }

    /// <inheritdoc/>
    public override bool IsStronglyConvex => false;

    /// <inheritdoc/>
    public override bool IsStochastic => true;

    /// <inheritdoc/>
    public override UpperBox? Box => new([.. Enumerable.Repeat(Least, (int)design.shape[1])], [.. Enumerable.Repeat(Most, (int)design.shape[1])]);

    /// <inheritdoc/>
    public override Tensor UpperStart() => full([design.shape[1]], Start, dtype: float64);

    /// <inheritdoc/>
    public override Tensor LowerStart() => zeros(design.shape[1], dtype: float64);

    /// <inheritdoc/>
    public override double Smoothness(Tensor upper) => largest + upper.max().exp().item<double>();

    /// <inheritdoc/>
    public override double Convexity(Tensor upper) => upper.min().exp().item<double>();

    /// <summary>∇ℓ(γ) of ridge regression, written out.</summary>
    public Tensor ClosedGradient(Tensor upper)
    {
        var weight = upper.exp();
        var hessian = (design.t().MatMul(design) / Samples) + diag(weight);
        var x = linalg.solve(hessian, design.t().mv(answer) / Samples);
        var q = linalg.solve(hessian, heldDesign.t().mv(heldDesign.mv(x) - heldAnswer) / Samples);
        return (upper - Start).mul(Rho) - (weight * x * q);
    }

    /// <inheritdoc/>
    public override Tensor? Residuals(Tensor lower, Tensor upper) =>
        logistic ? null : cat([(heldDesign.mv(lower) - heldAnswer) / Math.Sqrt(Samples), (upper - Start) * Math.Sqrt(Rho)]);

    /// <inheritdoc/>
    protected override Tensor LowerCost(Tensor lower, Tensor upper, Minibatch? batch) =>
        Mean(lower, design, answer, batch) + ((upper.exp() * lower.square()).sum() / 2);

    /// <inheritdoc/>
    protected override Tensor UpperCost(Tensor lower, Tensor upper, Minibatch? batch) =>
        Mean(lower, heldDesign, heldAnswer, batch) + ((upper - Start).square().sum() * (Rho / 2));

    private Tensor Mean(Tensor lower, Tensor rows, Tensor answers, Minibatch? batch)
    {
        if (batch is not null)
        {
            var random = new Philox(batch.Seed);
            var chosen = tensor(Enumerable.Range(0, batch.Size).Select(_ => (long)random.Next(Samples)).ToArray());
            (rows, answers) = (rows.index_select(0, chosen), answers.index_select(0, chosen));
        }

        var fit = rows.mv(lower);
        return logistic ? nn.functional.softplus((answers * fit).neg()).mean() : (fit - answers).square().mean() / 2;
    }
}
