using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// A toy bilevel problem with a closed solution: ℓ(u, x) = ½‖u − c‖² + ½ρ‖x − x₀‖² over the minimizers u of
/// ½‖Au − Bx‖², A [m, n] with singular values in [½, 1]. For m &lt; n the minimizers form an affine set, and
/// u*(x) = c − A⁺(Ac − Bx) is the one nearest to c; x* solves (MᵀM + ρI)x = MᵀA⁺Ac + ρx₀ with M = A⁺B. For m = n the
/// lower level is unique. ω = x, D = GD, L_ℓ = 1, G = I; float64, one item.
/// </summary>
public sealed class AffineBilevel : IDisposable
{
    private readonly Upper omega;

    /// <summary>Draws a problem.</summary>
    public AffineBilevel(string method, AffineBilevelSettings settings, long seed, Device device)
    {
        using var random = new Generator(StepSeed.Of(seed, 0));
        Tensor Draw(params long[] shape) => randn(shape, dtype: float64, generator: random);
        long m = settings.LowerRows, n = settings.LowerColumns, p = settings.UpperSize;
        var (left, _) = linalg.qr(Draw(m, m));
        var (right, _) = linalg.qr(Draw(n, m));
        var a = left.MatMul(diag(linspace(0.5, 1, m, dtype: float64))).MatMul(right.t()).to(device);
        var b = (Draw(m, p) / Math.Sqrt(p)).to(device);
        var c = Draw(n).to(device);
        var x0 = Draw(p).to(device);
        var inverse = linalg.pinv(a);
        var map = inverse.MatMul(b);
        X = linalg.solve(map.t().MatMul(map) + (eye(p, dtype: float64, device: device) * settings.Rho), map.t().mv(inverse.mv(a.mv(c))) + (settings.Rho * x0));
        U = c - inverse.mv(a.mv(c) - b.mv(X));
        omega = new Upper(zeros(p, float64, device));
        var loss = new Distance(omega, c, x0, settings.Rho);
        var start = Draw(n).to(device).reshape(1, n);
        var descent = new GradientDescent((u, _) => new((u[0].MatMul(a.t()) - b.mv(omega.X)).MatMul(a)), settings.Eta, omega);
        Problem = new()
        {
            Method = new HodlMethod(descent, loss, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace()),
            Loss = loss,
            BatchAt = _ => new(zeros(1, 1, float64, device)),
            Start = _ => new(start),
        };
        using var ungraded = no_grad();
        Phi = (((U - c).square().sum() + (settings.Rho * (X - x0).square().sum())) * 0.5).cpu().item<double>();
    }

    /// <summary>The problem as Algorithm 1 takes it.</summary>
    public LearningProblem Problem { get; }

    /// <summary>x*, [p].</summary>
    public Tensor X { get; }

    /// <summary>u*(x*), [n].</summary>
    public Tensor U { get; }

    /// <summary>φ(x*) = ℓ(u*, x*).</summary>
    public double Phi { get; }

    /// <summary>‖x − x*‖, ‖u^K(x) − u*‖ and |φ_K(x) − φ(x*)| at the present x.</summary>
    public (double X, double U, double Phi) Distances(int k, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var batch = Problem.BatchAt(0);
        var u = InnerLoop.Run(Problem.Method.Test(batch), Problem.Start(batch), k, token: token).U;
        return (
            (omega.X - X).norm().cpu().item<double>(), (u[0].flatten() - U).norm().cpu().item<double>(),
            Math.Abs(Problem.Loss.Value(u, batch).cpu().item<double>() - Phi));
    }

    /// <inheritdoc/>
    public void Dispose() => Problem.Method.Omega.Dispose();

    private sealed class Upper : LearnedModule
    {
        public Upper(Tensor start)
            : base(nameof(Upper))
        {
            X = Parameters.Of(start);
            register_parameter("x", X);
        }

        public Parameter X { get; }
    }

    private sealed class Distance(Upper omega, Tensor c, Tensor x0, double rho) : ILoss
    {
        public bool NeedsTarget => false;

        public Tensor Value(State u, Batch batch) => ((u[0] - c).square().sum() + ((omega.X - x0).square().sum() * rho)) * 0.5;

        public State Gradient(State u, Batch batch) => new(u[0] - c);

        public double Smoothness(Batch batch) => 1;
    }
}
