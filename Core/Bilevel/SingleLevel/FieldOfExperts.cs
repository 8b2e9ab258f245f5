using Hodl.Core.Bilevel.Steps;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.SingleLevel;

/// <summary>
/// Field of Experts (Roth and Black 2005, 2009; (2.8) of the review): p(x) ∝ e^{−E(x)}, E(x) = Σ_k α_k Σ_i ln(1 + ½(c_k ∗ x)_i²) over
/// the places where a filter fits, learned by maximum likelihood through contrastive divergence (Hinton 2002): the gradient over
/// θ = (ln α, W) is ⟨∂E/∂θ⟩ of the data minus that of the data after one transition of Hamiltonian Monte Carlo that leaves p
/// unchanged; Adam takes it. c_k = Σ_m W_km b_m/d_m, with d_m the deviation of b_m ∗ x over the data, as a whitened basis.
/// </summary>
/// <param name="images">x, [B, 1, P, P] with P larger than a filter.</param>
/// <param name="basis">b, [M, 1, k, k].</param>
/// <param name="rate">Adam's rate.</param>
/// <param name="batch">Images of a step.</param>
/// <param name="seed">Decides every random number together with the step's number.</param>
public sealed class FieldOfExperts(Tensor images, Tensor basis, double rate, int batch, long seed)
{
    private const int Leaps = 20;
    private const double Accepted = 0.9;
    private const double Drift = 1.05;
    private readonly Tensor whitened = Whitened(images, basis);

    /// <summary>θ and all that goes with it.</summary>
    /// <param name="Theta">(ln α, W) in one vector, [K(1 + M)].</param>
    /// <param name="First">Adam's first moment.</param>
    /// <param name="Second">Adam's second moment.</param>
    /// <param name="Leap">Length of a leap, a scalar tensor; grows where more than 0.9 of the proposals are accepted, and falls where fewer are.</param>
    /// <param name="Gap">(E(data) − E(samples)) a pixel at the last step, a scalar tensor; 0 in the mean where p is that of the data.</param>
    public sealed record Point(Tensor Theta, Tensor First, Tensor Second, Tensor Leap, Tensor Gap)
    {
        /// <summary>All tensors.</summary>
        public Tensor[] Tensors => [Theta, First, Second, Leap, Gap];
    }

    /// <summary>K random filters with responses of variance 1, α = 0.1.</summary>
    public Point Start(int count)
    {
        using var random = new Generator(StepSeed.Of(seed, 0));
        var m = basis.shape[0];
        var w = (randn([count, m], dtype: float64, generator: random) / Math.Sqrt(m)).to(images.dtype);
        var theta = cat([full([count], Math.Log(0.1), dtype: images.dtype), w.flatten()], 0);
        return new(theta, zeros_like(theta), zeros_like(theta), tensor(0.01), tensor(0.0));
    }

    /// <summary>Step u = 1, 2, …; the result belongs to the caller's dispose scope.</summary>
    public Point Step(Point point, int step)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(StepSeed.Of(seed, step));
        var chosen = randperm(images.shape[0], generator: random).narrow(0, 0, Math.Min(batch, images.shape[0]));
        var data = images.index_select(0, chosen);
        var (samples, share) = Transition(data, point.Theta, point.Leap.item<double>(), random);
        var (gap, gradient) = Divergence(data, samples, point.Theta);
        var (theta, memory) = new AdamStep(rate).Next(point.Theta, gap, gradient, new Dictionary<string, Tensor> { ["first"] = point.First, ["second"] = point.Second }, step, _ => gap);
        Tensor[] next = [theta, memory["first"], memory["second"], point.Leap * (share > Accepted ? Drift : 1 / Drift), tensor(gap)];
        foreach (var kept in next)
        {
            kept.MoveToOuterDisposeScope();
        }

        return new(next[0], next[1], next[2], next[3], next[4]);
    }

    /// <summary>α, [K].</summary>
    public Tensor Weights(Tensor theta) => theta.narrow(0, 0, Count(theta)).exp();

    /// <summary>c, [K, 1, k, k].</summary>
    public Tensor Filters(Tensor theta)
    {
        var (k, m) = (Count(theta), basis.shape[0]);
        return theta.narrow(0, k, k * m).reshape(k, m).MatMul(whitened.flatten(1)).reshape(k, 1, basis.shape[2], basis.shape[3]);
    }

    /// <summary>E of each item, [B].</summary>
    public Tensor Energy(Tensor x, Tensor theta) =>
        (((nn.functional.conv2d(x, Filters(theta)).square() * 0.5) + 1.0).log() * Weights(theta).reshape(1, -1, 1, 1)).sum([1, 2, 3]);

    /// <summary>∂E/∂x, in the shape of x.</summary>
    public Tensor Slope(Tensor x, Tensor theta)
    {
        var filters = Filters(theta);
        var z = nn.functional.conv2d(x, filters);
        return nn.functional.conv_transpose2d(z / ((z.square() * 0.5) + 1.0) * Weights(theta).reshape(1, -1, 1, 1), filters);
    }

    /// <summary>One transition: momenta of N(0, 1), leapfrog steps, accepted item by item with min(1, e^{−ΔH}).</summary>
    /// <returns>The samples, and the share of accepted ones.</returns>
    public (Tensor Samples, double Accepted) Transition(Tensor data, Tensor theta, double leap, Generator random)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        Tensor Kinetic(Tensor momentum) => momentum.square().sum([1, 2, 3]) * 0.5;
        var p = randn(data.shape, dtype: float64, generator: random).to(data.dtype);
        var before = Energy(data, theta) + Kinetic(p);
        var x = data;
        p = p.add(Slope(x, theta), -leap / 2);
        for (var i = 0; i < Leaps; i++)
        {
            x = x.add(p, leap);
            p = p.add(Slope(x, theta), i == Leaps - 1 ? -leap / 2 : -leap);
        }

        var accepted = rand([data.shape[0]], dtype: float64, generator: random).log() < (before - Energy(x, theta) - Kinetic(p)).to(float64);
        return (where(accepted.reshape(-1, 1, 1, 1), x, data).MoveToOuterDisposeScope(), accepted.to(float64).mean().item<double>());
    }

    private (double Gap, Tensor Gradient) Divergence(Tensor data, Tensor samples, Tensor theta)
    {
        using var graded = enable_grad();
        var leaf = theta.detach().requires_grad_();
        var gap = (Energy(data, leaf).mean() - Energy(samples, leaf).mean()) / (double)(data.shape[2] * data.shape[3]);
        return (gap.detach().to(float64).item<double>(), Autograd.Grad([gap], [leaf])[0]);
    }

    private long Count(Tensor theta) => theta.shape[0] / (1 + basis.shape[0]);

    private static Tensor Whitened(Tensor images, Tensor basis)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var deviation = nn.functional.conv2d(images, basis).square().mean([0, 2, 3]).sqrt();
        return (basis / deviation.clamp_min(1e-6).reshape(-1, 1, 1, 1)).MoveToOuterDisposeScope();
    }
}
