using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Kernels;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Losses;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Filters;

/// <summary>
/// (Ex) as every upper-level method sees it, ℓ = ½‖x̂ − x‖², A = I: γ = (β, c) in one vector, gradients, Hessian products and
/// cross products by a filter bank and by hand. For small problems, whose methods ask for many of them.
/// </summary>
public sealed class FilterBilevel : IUnrollable, IDisposable
{
    private readonly Tensor noisy, clean, filters;
    private readonly Penalty penalty;
    private readonly double beta0;
    private readonly IFilterBank bank;
    private At? current;

    /// <summary>The problem.</summary>
    /// <param name="noisy">y, [B, 1, H, W].</param>
    /// <param name="clean">x.</param>
    /// <param name="filters">c at the start, [K, 1, kh, kw].</param>
    /// <param name="beta0">β0; β starts at 0.</param>
    /// <param name="options">φ and the kind of bank.</param>
    public FilterBilevel(Tensor noisy, Tensor clean, Tensor filters, double beta0, FilterOptions options)
    {
        (this.noisy, this.clean, this.filters, this.beta0, penalty) = (noisy, clean, filters, beta0, options.Penalty);
        var shape = new FilterBankShape((int)noisy.shape[0], (int)noisy.shape[2], (int)noisy.shape[3], (int)filters.shape[0], (int)filters.shape[2], (int)filters.shape[3]);
        bank = BankRule.Create(options.Bank, shape, penalty, noisy.dtype, noisy.device, options.Threads);
    }

    private long Count => filters.shape[0];

    /// <inheritdoc/>
    public Tensor UpperStart() => cat([zeros(Count, noisy.dtype, noisy.device), filters.flatten()], 0);

    /// <inheritdoc/>
    public Tensor LowerStart() => noisy.clone();

    /// <inheritdoc/>
    public double Smoothness(Tensor upper)
    {
        using var scope = NewDisposeScope();
        var (s, c) = Split(upper);
        return 1 + FilterRegularizer.SpectralBound(penalty, c, s, noisy.shape[2], noisy.shape[3]).to(float64).cpu().item<double>();
    }

    /// <summary>1, that of ½‖x − y‖², where φ is convex.</summary>
    public double Convexity(Tensor upper) => penalty.IsConvex ? 1 : 0;

    /// <inheritdoc/>
    public double Loss(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        using var scope = NewDisposeScope();
        return (lower - clean).square().sum().to(float64).cpu().item<double>() / 2;
    }

    /// <inheritdoc/>
    public UpperGradients LossGradients(Tensor lower, Tensor upper, Minibatch? batch = null) =>
        new(Loss(lower, upper), lower - clean, zeros_like(upper));

    /// <inheritdoc/>
    public Tensor LowerGradient(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        using var scope = NewDisposeScope();
        current = null;
        Bind(upper);
        return bank.Gradient(lower.contiguous()).add_(lower - noisy).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public ISecondDerivatives Linearize(Tensor lower, Tensor upper, Minibatch? batch = null) => new At(this, lower, upper);

    /// <inheritdoc/>
    public Tensor? Residuals(Tensor lower, Tensor upper) => (lower - clean).flatten();

    /// <summary>ω = γ as one vector, its graph by autograd and not by the bank.</summary>
    public LearningProblem Learning(Tensor? upper = null, Tensor? lower = null, double? rate = null)
    {
        var omega = new Variables(("upper", upper?.clone() ?? UpperStart()));
        var batch = new Batch(noisy, clean);
        var lipschitz = tensor(rate is { } step ? 1 / step : Smoothness(omega[0].detach()), noisy.dtype, noisy.device);
        return new()
        {
            Method = new SolverMethod(
                omega,
                _ =>
                {
                    var (s, c) = Split(omega[0]);
                    var regularizer = new FilterRegularizer(penalty, c, s);
                    return new MomentumDescent(x => x - noisy + regularizer.Gradient(x), lipschitz, MomentumKind.None);
                },
                isStationary: true),
            Loss = new ImageLoss(ImageLossKind.SquaredError),
            BatchAt = _ => batch,
            Start = _ => new(lower?.alias() ?? LowerStart()),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => bank.Dispose();

    private void Bind(Tensor upper)
    {
        using var scope = NewDisposeScope();
        var (s, c) = Split(upper);
        bank.Bind(c.contiguous(), s.contiguous());
    }

    private (Tensor Strengths, Tensor Filters) Split(Tensor upper) =>
        ((upper.narrow(0, 0, Count) + beta0).exp(), upper.narrow(0, Count, upper.shape[0] - Count).reshape(filters.shape));

    // A point of the lower level; the bank is shared, so it is linearised anew where another point has used it since.
    private sealed class At : ISecondDerivatives
    {
        private readonly FilterBilevel problem;
        private readonly Tensor x, upper;

        public At(FilterBilevel problem, Tensor lower, Tensor upper)
        {
            this.problem = problem;
            (x, this.upper) = (lower.detach().clone().DetachFromDisposeScope(), upper.detach().clone().DetachFromDisposeScope());
            Renew();
        }

        public Tensor Hessian(Tensor v)
        {
            Renew();
            return problem.bank.Product(v.contiguous()).add_(v);
        }

        public Tensor CrossTransposed(Tensor q)
        {
            Renew();
            using var scope = NewDisposeScope();
            var (overFilters, overStrengths) = problem.bank.Mixed(q.contiguous());
            return cat([overStrengths * problem.Split(upper).Strengths, overFilters.flatten()], 0).MoveToOuterDisposeScope();
        }

        // Σ_k s_k (dβ_k C_kᵀφ′(C_k x) + C_kᵀ φ″(C_k x) D_k x + D_kᵀ φ′(C_k x)), D by the filters' part of d.
        public Tensor Cross(Tensor d)
        {
            using var scope = NewDisposeScope();
            var (s, c) = problem.Split(upper);
            var weights = s.reshape(1, -1, 1, 1);
            var along = d.narrow(0, 0, problem.Count).reshape(1, -1, 1, 1);
            var (bank, moved) = (new CircularFilters(c), new CircularFilters(d.narrow(0, problem.Count, d.shape[0] - problem.Count).reshape(problem.filters.shape)));
            var z = bank.Apply(x);
            var first = problem.penalty.First(z) * weights;
            return (bank.Adjoint((first * along) + (problem.penalty.Second(z) * weights * moved.Apply(x))) + moved.Adjoint(first)).MoveToOuterDisposeScope();
        }

        public void Dispose()
        {
            x.Dispose();
            upper.Dispose();
        }

        private void Renew()
        {
            if (!ReferenceEquals(problem.current, this))
            {
                problem.Bind(upper);
                problem.bank.Linearize(x.contiguous());
                problem.current = this;
            }
        }
    }
}
