using Hodl.Core.Hypergradients;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Kernels;

/// <summary>
/// Reverse mode with <see cref="UnrolledShrinkage"/> in place of the autograd graph of K iterations: the same ∂φ_K/∂ω as
/// <see cref="ReverseMode"/> up to rounding, for sHODL and UNH with PG on a least-squares term, U = R^n, on the CPU.
/// What ω becomes before the iterations (normalised weights, step, threshold, the folded matrix) stays with autograd.
/// </summary>
public sealed class FusedReverseMode : IHypergradient
{
    /// <inheritdoc/>
    public bool Applies(LearningProblem problem) =>
        problem.Method is HodlMethod { Mu: 0, Projection: FullSpace } method
        && FoldedProximalGradient.Knows(method.Operator)
        && method.Operator.parameters().All(omega => omega.device_type == DeviceType.CPU && omega.dtype is ScalarType.Float32 or ScalarType.Float64);

    /// <inheritdoc/>
    public Hypergradient Compute(LearningProblem problem, Batch batch, int k, InnerTrace? trace, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        var method = (HodlMethod)problem.Method;
        var bound = method.Operator.At(batch);
        var chain = FoldedProximalGradient.Fold(method.Operator, bound, batch, method.Alpha);
        using var run = new UnrolledShrinkage(chain, problem.Start(batch)[0].contiguous(), k, token);
        for (var i = 0; trace is not null && i < k; i++)
        {
            trace.Add(new State(run.Iterates[i]), new State(run.Iterates[i + 1]));
        }

        var end = run.Result.clone().requires_grad_();
        var phi = problem.Loss.Value(new State(end), batch);
        var adjoints = run.Adjoint(autograd.grad([phi], [end], retain_graph: true)[0], token);
        return new(
            phi.detach().to(ScalarType.Float64).item<double>(),
            [.. Omega(problem, phi, chain, adjoints).Select(gradient => gradient is { IsInvalid: false } ? gradient.MoveToOuterDisposeScope() : null)],
            Solve(end, bound, method.Alpha, k));
    }

    /// <summary>From the chain's tensors on to ω; ℓ may also read ω itself.</summary>
    private static IList<Tensor> Omega(LearningProblem problem, Tensor phi, ShrinkageChain chain, IReadOnlyList<Tensor> adjoints)
    {
        (Tensor Output, Tensor Weight)[] ends = [(phi, phi.detach().ones_like()), .. chain.Tensors.Zip(adjoints)];
        var graded = ends.Where(pair => pair.Output.requires_grad).ToArray();
        return autograd.grad([.. graded.Select(pair => pair.Output)], [.. problem.Learned()], [.. graded.Select(pair => pair.Weight)], allow_unused: true);
    }

    private static SolveResult Solve(Tensor end, IBoundOperator bound, double alpha, int k)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var u = new State(end.detach());
        var residual = new KrasnoselskiiMann(bound, alpha).Optimality(new Iterate(u, k)).to(ScalarType.Float64).item<double>();
        u.MoveToOuterDisposeScope().MoveToOuterDisposeScope();
        return new(u, k, double.IsFinite(residual) ? StopReason.ReachedK : StopReason.NonFinite, residual);
    }
}
