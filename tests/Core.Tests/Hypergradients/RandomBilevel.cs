using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Hypergradients;

/// <summary>
/// Bilevel problems of random shapes with closed hypergradients: u of one to three blocks (a scalar of no dimension
/// among them), ω of one to three tensors likewise.
/// </summary>
internal sealed class RandomBilevel
{
    private readonly long[][] shapes;

    /// <param name="seed">Decides shapes and numbers.</param>
    /// <param name="cost">Lower level ½uᵀHu − uᵀBω with a symmetric H; otherwise u = Mu + Bω with ‖M‖ = 0.6.</param>
    /// <param name="factor">Factor on the step of descent, or the damping of the map.</param>
    /// <param name="device">Where the tensors lie; null: the CPU. The numbers are the same everywhere.</param>
    public RandomBilevel(long seed, bool cost, double factor = 1, Device? device = null)
    {
        device ??= CPU;
        using var random = new Generator((ulong)seed);
        shapes = Shapes(random);
        var omegaShapes = Shapes(random);
        Tensor Draw(params long[] shape) => randn(shape, dtype: float64, generator: random).to(device);
        Omega = new([.. omegaShapes.Select((shape, i) => ($"omega{i}", Draw(shape)))]);
        long n = shapes.Sum(Size), p = omegaShapes.Sum(Size);
        var (basis, _) = linalg.qr(Draw(n, n));
        var spectrum = linspace(0.4, 1, n, dtype: float64).to(device);
        var h = basis.MatMul(diag(spectrum)).MatMul(basis.t());
        var (other, _) = linalg.qr(Draw(n, n));
        var m = basis.MatMul(diag(spectrum * 0.6)).MatMul(other.t());
        var (b, c, direct) = (Draw(n, p), Draw(n), Draw(p));
        var method = cost
            ? SolverMethod.OfCost(Omega, (u, _) => (Join(u) * ((h.mv(Join(u)) * 0.5) - b.mv(JoinOmega()))).sum(), factor)
            : SolverMethod.OfStep(Omega, (u, _) => Split(m.mv(Join(u)) + b.mv(JoinOmega())), factor);
        var loss = new FunctionLoss((u, _) => ((Join(u) - c).square().sum() * 0.5) + (direct * JoinOmega().square()).sum());
        Problem = new()
        {
            Method = method,
            Loss = loss,
            BatchAt = _ => new(zeros(1, float64).to(device)),
            Start = _ => new([.. shapes.Select(shape => zeros(shape, dtype: float64).to(device))]),
        };
        using var ungraded = no_grad();
        var matrix = cost ? h : eye(n, dtype: float64).to(device) - m;
        var solution = linalg.solve(matrix, b.mv(JoinOmega()));
        Gradient = b.t().mv(linalg.solve(matrix.t(), solution - c)) + (direct * JoinOmega() * 2);
    }

    public Variables Omega { get; }

    public LearningProblem Problem { get; }

    /// <summary>∂φ/∂ω at the start, all of ω in one vector.</summary>
    public Tensor Gradient { get; }

    /// <summary>‖g − ∂φ/∂ω‖/‖∂φ/∂ω‖.</summary>
    public double Error(IReadOnlyList<Tensor?> gradients)
    {
        var joined = cat([.. gradients.Select(gradient => gradient!.flatten())], 0);
        return ((joined - Gradient).norm() / Gradient.norm()).item<double>();
    }

    private static long Size(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);

    private static Tensor Join(State u) => cat([.. u.Blocks.Select(block => block.flatten())], 0);

    private Tensor JoinOmega() => cat([.. Omega.parameters().Select(parameter => parameter.flatten())], 0);

    private State Split(Tensor vector)
    {
        var offset = 0L;
        return new([.. shapes.Select(shape =>
        {
            var part = vector.narrow(0, offset, Size(shape)).reshape(shape);
            offset += Size(shape);
            return part;
        })]);
    }

    private static long[][] Shapes(Generator random)
    {
        long Next(long below) => randint(below, [1], generator: random).item<long>();
        return [.. Enumerable.Range(0, 1 + (int)Next(3)).Select(_ => Enumerable.Range(0, (int)Next(4)).Select(_ => 1 + Next(3)).ToArray())];
    }
}
