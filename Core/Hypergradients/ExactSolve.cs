using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Builds A column by column, one product each, and solves A q = b densely in float64; for small problems. Where A is
/// singular — the lower level has many solutions — q is the solution of least norm, and a warning says so.
/// </summary>
/// <param name="options">Ridge and the most unknowns.</param>
public sealed class ExactSolve(ImplicitOptions? options = null) : ImplicitGradient(options ?? new())
{
    private const double SmallestRatio = 1e-12;

    /// <inheritdoc/>
    public override string Name => "exact solve";

    /// <inheritdoc/>
    public override IHypergradient Refined() => new ExactSolve(Options with { Ridge = 0, InnerTolerance = 0 });

    /// <exception cref="ArgumentException">There are more unknowns than the options allow.</exception>
    internal override LinearSolution Solve(ILinearization system, State b, double step, CancellationToken token)
    {
        var size = b.Blocks.Sum(block => block.numel());
        if (size > Options.MostUnknowns)
        {
            throw new ArgumentException($"The exact hypergradient is for at most {Options.MostUnknowns} unknowns; the lower level has {size}.");
        }

        var columns = new List<Tensor>();
        for (var i = 0L; i < size; i++)
        {
            token.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var unit = zeros(size, float64, b[0].device);
            unit[i] = 1;
            var direction = Split(unit, b);
            columns.Add(Join(Regularised(system.Apply(direction), direction)).MoveToOuterDisposeScope());
        }

        var matrix = stack(columns, 1);
        var (left, values, right) = linalg.svd(matrix, fullMatrices: false);
        var keep = values > values[0] * SmallestRatio;
        var rank = keep.sum().cpu().item<long>();
        var scaled = where(keep, left.t().mv(Join(b)) / where(keep, values, ones_like(values)), zeros_like(values));
        return new(
            Split(right.t().mv(scaled), b), (int)size,
            rank == size ? null : $"The lower level has no isolated solution: {size - rank} of {size} directions are free. The adjoint of least norm was taken.");
    }

    private static Tensor Join(State q) => cat([.. q.Blocks.Select(block => block.to(float64).flatten())], 0);

    private static State Split(Tensor vector, State like)
    {
        var offset = 0L;
        return like.Map(block =>
        {
            var part = vector.narrow(0, offset, block.numel()).reshape(block.shape).to(block.dtype);
            offset += block.numel();
            return part;
        });
    }
}
