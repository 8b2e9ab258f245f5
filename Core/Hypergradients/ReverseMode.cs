using Hodl.Core.Data;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Reverse mode through the unrolled iterations (autograd; RHG): exact for every method, memory grows with K. The
/// reference for every other provider. Truncated to the last M steps (TRHG) it takes u^{K−M} for a constant: memory grows
/// with M alone, and the error falls like the M-th power of the contraction.
/// </summary>
/// <param name="last">M ≥ 0, how many steps are differentiated; null for all.</param>
public sealed class ReverseMode(int? last = null) : IHypergradient
{
    /// <summary>M; null when all steps are differentiated.</summary>
    public int? Last => last;

    /// <inheritdoc/>
    public string Name => last is null ? "reverse mode" : $"reverse mode, last {last} steps";

    /// <inheritdoc/>
    public bool IsReverseMode => last is null;

    /// <inheritdoc/>
    public IHypergradient Refined() => new ReverseMode();

    /// <inheritdoc/>
    public bool Applies(LearningProblem problem) => true;

    /// <inheritdoc/>
    public Hypergradient Compute(LearningProblem problem, Batch batch, int k, InnerTrace? trace, CancellationToken token)
    {
        var meter = Meter.Start();
        using var scope = NewDisposeScope();
        using var graded = enable_grad();
        var omega = problem.Learned();
        var solver = problem.Method.Train(batch);
        var cut = Math.Max(0, k - (last ?? k));
        var start = problem.Start(batch);
        if (cut > 0)
        {
            using var ungraded = no_grad();
            start = InnerLoop.Run(solver, start, cut, trace, token: token).U;
        }

        var solve = InnerLoop.Run(new FromStep(solver, Math.Min(cut, solver.Limit ?? cut)), start, k, trace, token: token);
        var phi = problem.Loss.Value(solve.U, batch);
        token.ThrowIfCancellationRequested();
        var gradients = phi.requires_grad ? Autograd.Grad([phi], [.. omega], allowUnused: true) : new Tensor[omega.Count];
        var kept = new Tensor?[omega.Count];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = gradients[i] is { IsInvalid: false } gradient ? gradient.MoveToOuterDisposeScope() : null;
        }

        return new(
            phi.detach().to(float64).cpu().item<double>(), kept, solve with { U = solve.U.Detach().MoveToOuterDisposeScope() })
        {
            Cost = meter.Of(new()
            {
                InnerSteps = solve.Iterations,
                VectorJacobianProducts = solve.Iterations - cut,
                Warnings = [.. Reach.Warnings(problem, kept)],
            }),
        };
    }
}
