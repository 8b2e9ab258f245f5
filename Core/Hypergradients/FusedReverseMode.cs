using Hodl.Core.Data;
using Hodl.Core.Kernels;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Reverse mode with <see cref="UnrolledShrinkage"/> in place of the autograd graph of K iterations: the same ∂φ_K/∂ω as
/// <see cref="ReverseMode"/> up to rounding, for sHODL and UNH with PG on a least-squares term, U = R^n, on the CPU.
/// What ω becomes before the iterations (normalised weights, step, threshold, the folded matrix) stays with autograd.
/// </summary>
public sealed class FusedReverseMode : IHypergradient
{
    /// <inheritdoc/>
    public string Name => "fused reverse mode";

    /// <inheritdoc/>
    public bool IsReverseMode => true;

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

        var end = run.Result.detach().requires_grad_();
        using var phi = problem.Loss.Value(new State(end), batch);
        var value = phi.detach().to(ScalarType.Float64).item<double>();

        // ℓ may read ω itself; the chain's tensors carry the rest of the way to ω.
        Tensor[] omega = [.. problem.Learned()];
        var direct = Autograd.Grad([phi], [end, .. omega], allowUnused: true);
        var adjoints = run.Adjoint(direct[0].contiguous(), token);
        var ends = chain.Tensors.Zip(adjoints).Where(pair => pair.First.requires_grad).ToArray();
        var through = Autograd.Grad([.. ends.Select(pair => pair.First)], omega, [.. ends.Select(pair => pair.Second)], allowUnused: true);
        return new(value, [.. through.Zip(direct.Skip(1), Sum)], Solve(end, bound, method.Alpha, k));
    }

    private static Tensor? Sum(Tensor? a, Tensor? b) => (a is null ? b : b is null ? a : a + b)?.MoveToOuterDisposeScope();

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
