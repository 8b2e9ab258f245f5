using Hodl.Core.Imaging;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel.Problems;

/// <summary>
/// Tuning the weights of an analysis regulariser: Φ(x; γ) = ½‖A x − y‖² + Σ_k e^{γ_k} Σφ(C_k x), ℓ = ½‖x − x_true‖² (of the image
/// that the state x holds, see <see cref="AnalysisRegularizer"/>). φ(z) = √(z² + ε²) for ε &gt; 0; for ε = 0 it is |z|, the lower
/// level is solved by <see cref="PrimalDual"/> or <see cref="AlternatingDirections"/>, and derivatives are those almost
/// everywhere: φ′ = sign with 0 where C_k x = 0, φ″ = 0. Products are written by hand.
/// </summary>
public sealed class AnalysisBilevel : IUnrollable, IFlatRegions
{
    private readonly Tensor measured;
    private readonly Tensor truth;
    private readonly double start;
    private readonly (double Least, double Most) range;

    /// <summary>A problem; the tensors stay the caller's.</summary>
    /// <param name="model">A.</param>
    /// <param name="regularizer">C_k.</param>
    /// <param name="measured">y.</param>
    /// <param name="truth">x_true, [B, 1, H, W].</param>
    /// <param name="epsilon">ε ≥ 0.</param>
    /// <param name="start">γ⁽⁰⁾ of every weight.</param>
    /// <param name="range">The box of every γ_k.</param>
    public AnalysisBilevel(IForwardModel model, AnalysisRegularizer regularizer, Tensor measured, Tensor truth, double epsilon, double start, (double Least, double Most) range)
    {
        (Model, Regularizer, this.measured, this.truth, Epsilon, this.start, this.range) = (model, regularizer, measured, truth, epsilon, start, range);
    }

    /// <summary>A.</summary>
    public IForwardModel Model { get; }

    /// <summary>C_k.</summary>
    public AnalysisRegularizer Regularizer { get; }

    /// <summary>ε; 0 for |z|.</summary>
    public double Epsilon { get; }

    /// <summary>ADMM rather than primal-dual steps for |z|.</summary>
    public bool UseAdmm { get; init; }

    /// <summary>[C_k x]_i up to this counts as 0 where φ = |z|; solvers that stop early need more than rounding.</summary>
    public double Flatness { get; init; } = 1e-7;

    /// <inheritdoc/>
    public UpperBox Box => new([.. Regularizer.Maps.Select(_ => range.Least)], [.. Regularizer.Maps.Select(_ => range.Most)]);

    /// <inheritdoc/>
    public Tensor UpperStart() => full([Regularizer.Maps.Count], start, dtype: truth.dtype, device: truth.device);

    /// <summary>The image Aᵀy, and zeros in whatever else the state holds.</summary>
    public Tensor LowerStart()
    {
        var image = Model.Adjoint(measured);
        return Regularizer.Channels == 1 ? image : cat([image, zeros(image.shape[0], Regularizer.Channels - 1, image.shape[2], image.shape[3], dtype: image.dtype, device: image.device)], 1);
    }

    /// <summary>The image of a state.</summary>
    public Tensor Image(Tensor lower) => Regularizer.Image.Apply(lower);

    /// <summary>e^{γ_k}.</summary>
    public static double[] Weights(Tensor upper) => [.. upper.detach().exp().to(float64).cpu().ToArray<double>()];

    /// <inheritdoc/>
    public Tensor Project(Tensor upper) => upper.clamp(range.Least, range.Most);

    /// <summary>σ₁²(A)‖P‖² + Σe^{γ_k}‖C_k‖²/ε, as (4.19); without the second term for |z|.</summary>
    public double Smoothness(Tensor upper) =>
        (Model.SquaredNorm * Regularizer.Image.SquaredNorm) + (Epsilon == 0 ? 0 : Weights(upper).Zip(Regularizer.Maps, (weight, map) => weight * map.SquaredNorm).Sum() / Epsilon);

    /// <inheritdoc/>
    public double Loss(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        using var scope = NewDisposeScope();
        return (Image(lower) - truth).square().sum().to(float64).cpu().item<double>() / 2;
    }

    /// <inheritdoc/>
    public UpperGradients LossGradients(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        using var scope = NewDisposeScope();
        var error = Image(lower) - truth;
        var loss = error.square().sum().to(float64).cpu().item<double>() / 2;
        return new(loss, Regularizer.Image.Adjoint(error).MoveToOuterDisposeScope(), zeros_like(upper).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public Tensor? Residuals(Tensor lower, Tensor upper) => (Image(lower) - truth).flatten();

    /// <inheritdoc/>
    public Tensor LowerGradient(Tensor lower, Tensor upper, Minibatch? batch = null)
    {
        using var scope = NewDisposeScope();
        var gradient = DataGradient(lower);
        var weights = Weights(upper);
        for (var k = 0; k < weights.Length; k++)
        {
            gradient = gradient.add(Regularizer.Maps[k].Adjoint(Slope(Regularizer.Maps[k].Apply(lower))), weights[k]);
        }

        return gradient.MoveToOuterDisposeScope();
    }

    /// <summary>Aᵀ(A x − y) in the shape of the state.</summary>
    public Tensor DataGradient(Tensor lower) => Regularizer.Image.Adjoint(Model.Adjoint(Model.Apply(Image(lower)) - measured));

    /// <summary>AᵀA v in the shape of the state.</summary>
    public Tensor DataNormal(Tensor v) => Regularizer.Image.Adjoint(Model.Normal(Image(v)));

    /// <inheritdoc/>
    public ISecondDerivatives Linearize(Tensor lower, Tensor upper, Minibatch? batch = null) => new Products(this, lower, Weights(upper));

    /// <inheritdoc/>
    public LowerSolution Solve(Tensor upper, Tensor start, double tolerance, int mostSteps, CancellationToken token) =>
        Epsilon > 0 ? LowerDescent.Run(this, DescentKind.Ogm, upper, start, tolerance, mostSteps, token)
        : UseAdmm ? AlternatingDirections.Run(this, upper, start, tolerance, mostSteps, token)
        : PrimalDual.Run(this, upper, start, tolerance, mostSteps, token);

    /// <inheritdoc/>
    public Tensor Flatten(Tensor lower, Tensor v) => FlatRegions.Mean(lower, v, Flatness);

    /// <inheritdoc/>
    public LearningProblem Learning(Tensor? upper = null, Tensor? lower = null, double? rate = null) => UnrolledProblem.Of(
        this,
        (x, gamma) =>
        {
            var error = Model.Apply(Image(x)) - measured;
            var data = is_complex(error.dtype) ? error.real.square().sum() + error.imag.square().sum() : error.square().sum();
            var weights = gamma.exp().unbind();
            return Regularizer.Maps.Select((map, k) => (map.Apply(x).square() + (Epsilon * Epsilon)).sqrt().sum() * weights[k]).Aggregate(data / 2, (sum, part) => sum + part);
        },
        (x, _) => (Image(x) - truth).square().sum() / 2,
        upper,
        lower,
        rate);

    internal Tensor Slope(Tensor z) => Epsilon > 0 ? z / (z.square() + (Epsilon * Epsilon)).sqrt()
        : z.sign() * (z.abs() > Flatness).to(z.dtype);

    private Tensor Curvature(Tensor z) => (z.square() + (Epsilon * Epsilon)).pow(-1.5) * (Epsilon * Epsilon);

    private sealed class Products : ISecondDerivatives
    {
        private readonly AnalysisBilevel problem;
        private readonly double[] weights;
        private readonly Tensor[] pulled;      // C_kᵀφ′(C_k x)
        private readonly Tensor[] curvatures;  // φ″(C_k x)

        public Products(AnalysisBilevel problem, Tensor lower, double[] weights)
        {
            (this.problem, this.weights) = (problem, weights);
            using var scope = NewDisposeScope();
            Tensor[] images = [.. problem.Regularizer.Maps.Select(map => map.Apply(lower))];
            pulled = [.. images.Select((image, k) => problem.Regularizer.Maps[k].Adjoint(problem.Slope(image)).DetachFromDisposeScope())];
            curvatures = problem.Epsilon == 0 ? [] : [.. images.Select(image => problem.Curvature(image).DetachFromDisposeScope())];
        }

        public Tensor Hessian(Tensor v)
        {
            using var scope = NewDisposeScope();
            var result = problem.DataNormal(v);
            for (var k = 0; k < curvatures.Length; k++)
            {
                var map = problem.Regularizer.Maps[k];
                result = result.add(map.Adjoint(map.Apply(v) * curvatures[k]), weights[k]);
            }

            return result.MoveToOuterDisposeScope();
        }

        public Tensor CrossTransposed(Tensor q)
        {
            using var scope = NewDisposeScope();
            return tensor(pulled.Select((pull, k) => weights[k] * Euclid.Dot(pull, q)).ToArray()).to(q.dtype).to(q.device).MoveToOuterDisposeScope();
        }

        public Tensor Cross(Tensor d)
        {
            using var scope = NewDisposeScope();
            var along = d.to(float64).cpu().ToArray<double>();
            return pulled.Select((pull, k) => pull * (weights[k] * along[k])).Aggregate((sum, next) => sum + next).MoveToOuterDisposeScope();
        }

        public void Dispose()
        {
            foreach (var kept in pulled.Concat(curvatures))
            {
                kept.Dispose();
            }
        }
    }
}
