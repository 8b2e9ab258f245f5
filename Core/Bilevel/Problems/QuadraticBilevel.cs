using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Problems;

/// <summary>
/// Φ = ½xᵀHx − xᵀ(Bγ + b), so x̂ = H⁻¹(Bγ + b), with eigenvalues of H in [1/κ, 1]. The upper level is either
/// ½‖x − c‖² + ½ρ‖γ − γ₀‖², strongly convex in γ with γ* = (MᵀM + ρI)⁻¹(Mᵀ(c − H⁻¹b) + ργ₀), M = H⁻¹B; or robust,
/// Σ ½ln(1 + (x − c)²/s²) + ½ρ‖γ − γ₀‖², which is not convex. Minibatches see H + E, B + F, b + e and c + n with independent
/// Gaussian E (symmetric), F, e, n of deviation σ/√size: unbiased gradients and products of bounded variance, as §5.3.1 assumes.
/// </summary>
public sealed class QuadraticBilevel : StandardProblem
{
    private readonly Tensor h;
    private readonly Tensor b;
    private readonly Tensor offset;
    private readonly Tensor target;
    private readonly Tensor centre;
    private readonly QuadraticOptions options;

    /// <summary>Draws a problem; its tensors belong to the caller's dispose scope.</summary>
    public QuadraticBilevel(QuadraticOptions options, long seed)
    {
        this.options = options;
        using var random = new Generator(unchecked((ulong)seed));
        Tensor Draw(params long[] shape) => randn(shape, dtype: float64, generator: random);
        long n = options.LowerSize, r = options.UpperSize;
        var (axes, _) = linalg.qr(Draw(n, n));
        var values = Ladder(-Math.Log10(options.Condition), n);
        h = (axes * values).MatMul(axes.t());
        b = Draw(n, r) / Math.Sqrt(r);
        offset = Draw(n) * 0.3;
        target = Draw(n);
        centre = Draw(r);
    }

    /// <inheritdoc/>
    public override bool IsStronglyConvex => !options.Robust;

    /// <inheritdoc/>
    public override bool IsStochastic => options.Noise > 0;

    /// <inheritdoc/>
    public override UpperBox? Box => new([.. Enumerable.Repeat(-4.0, options.UpperSize)], [.. Enumerable.Repeat(4.0, options.UpperSize)]);

    /// <inheritdoc/>
    public override Tensor UpperStart() => zeros(options.UpperSize, dtype: float64);

    /// <inheritdoc/>
    public override Tensor LowerStart() => zeros(options.LowerSize, dtype: float64);

    /// <inheritdoc/>
    public override double Smoothness(Tensor upper) => 1;

    /// <inheritdoc/>
    public override double Convexity(Tensor upper) => 1 / options.Condition;

    /// <inheritdoc/>
    public override Tensor Minimizer(Tensor upper) => linalg.solve(h, b.mv(upper) + offset);

    /// <summary>‖M‖² + ρ, or ‖M‖²/s² + ρ of the robust level: a bound for every γ, since the curvature of the robust loss is largest where errors vanish.</summary>
    public override double UpperSmoothness()
    {
        using var scope = NewDisposeScope();
        var m = linalg.solve(h, b);
        return (linalg.eigvalsh(m.t().MatMul(m)).max().item<double>() / (options.Robust ? options.Scale * options.Scale : 1)) + options.Rho;
    }

    /// <summary>γ* of the strongly convex upper level in closed form; otherwise a local minimiser.</summary>
    public override Tensor Reference(CancellationToken token)
    {
        if (options.Robust)
        {
            return base.Reference(token);
        }

        var m = linalg.solve(h, b);
        var system = m.t().MatMul(m) + (eye(options.UpperSize, dtype: float64) * options.Rho);
        return linalg.solve(system, m.t().mv(target - linalg.solve(h, offset)) + (centre * options.Rho));
    }

    /// <summary>∇ℓ(γ) written out: Mᵀw + ρ(γ − γ₀) with w = x̂ − c, or its robust weighting.</summary>
    public Tensor ClosedGradient(Tensor upper)
    {
        var m = linalg.solve(h, b);
        var error = m.mv(upper) + linalg.solve(h, offset) - target;
        var scale = options.Scale * options.Scale;
        return m.t().mv(options.Robust ? error / (error.square() + scale) : error) + ((upper - centre) * options.Rho);
    }

    /// <inheritdoc/>
    public override Tensor? Residuals(Tensor lower, Tensor upper) =>
        options.Robust ? null : cat([lower - target, (upper - centre) * Math.Sqrt(options.Rho)]);

    /// <inheritdoc/>
    protected override Tensor LowerCost(Tensor lower, Tensor upper, Minibatch? batch)
    {
        var exact = (lower * ((h.mv(lower) * 0.5) - b.mv(upper) - offset)).sum();
        if (batch is null || options.Noise == 0)
        {
            return exact;
        }

        using var random = new Generator(batch.Seed);
        var deviation = options.Noise / Math.Sqrt(batch.Size);
        long n = options.LowerSize, r = options.UpperSize;
        var e = randn([n, n], dtype: float64, generator: random) / Math.Sqrt(n);
        var (f, g) = (randn([n, r], dtype: float64, generator: random) / Math.Sqrt(n), randn([n], dtype: float64, generator: random) / Math.Sqrt(n));
        return exact + ((lower * (((e + e.t()).mv(lower) * 0.25) - f.mv(upper) - g)).sum() * deviation);
    }

    /// <inheritdoc/>
    protected override Tensor UpperCost(Tensor lower, Tensor upper, Minibatch? batch)
    {
        var aim = target;
        if (batch is not null && options.Noise > 0)
        {
            using var random = new Generator(batch.Seed);
            aim = target + (randn([options.LowerSize], dtype: float64, generator: random) * (options.Noise / Math.Sqrt((double)options.LowerSize * batch.Size)));
        }

        // The noise enters the gradient, not the point of evaluation, so that the robust estimate is unbiased too.
        var error = lower - target;
        var data = options.Robust ? (error / options.Scale).square().log1p().sum() / 2 : error.square().sum() / 2;
        return data - (error * (aim - target)).sum() + ((upper - centre).square().sum() * (options.Rho / 2));
    }

    private static Tensor Ladder(double lowest, long n) => pow(tensor(10.0, dtype: float64), n == 1 ? zeros(1, dtype: float64) : linspace(lowest, 0, n, dtype: float64));
}
