using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Reverse mode that keeps u^0, u^m, u^{2m}, … alone and computes the steps between again, segment by segment from the last:
/// the same ∂φ_K/∂ω as <see cref="ReverseMode"/> with the graph of m steps at a time instead of K, for one more forward
/// pass. What all steps share (normalised weights, an encoder on the data) is differentiated once a segment.
/// </summary>
/// <param name="m">Steps of a segment, ≥ 1; memory is least near √K.</param>
public sealed class CheckpointedReverse(int m) : IHypergradient
{
    /// <inheritdoc/>
    public string Name => $"reverse mode, every {m} steps kept";

    /// <inheritdoc/>
    public bool IsReverseMode => true;

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
        var start = problem.Start(batch);
        var kept = Forward(solver, start, k, trace, token, out var solve);
        var sums = new Tensor?[omega.Count];
        State? adjoint = null;
        var phi = 0.0;
        for (var i = kept.Count - 1; i >= 0; i--)
        {
            using var segment = NewDisposeScope();
            var point = kept[i].Map(block => block.detach().requires_grad_());
            var end = InnerLoop.Run(new FromStep(solver, i * m), point, Math.Min(k, (i + 1) * m), residual: false, token: token).U;
            var value = adjoint is null ? problem.Loss.Value(end, batch) : null;
            phi = value is null ? phi : value.detach().to(float64).cpu().item<double>();
            adjoint = Back(value is null ? [.. end.Blocks] : [value], adjoint, point, omega, sums);
        }

        if (start.Blocks.Any(block => block.requires_grad))
        {
            using var segment = NewDisposeScope();
            Back([.. start.Blocks], adjoint, null, omega, sums);
        }

        foreach (var sum in sums)
        {
            sum?.MoveToOuterDisposeScope();
        }

        return new(phi, sums, solve with { U = solve.U.Detach().MoveToOuterDisposeScope() })
        {
            Cost = meter.Of(new()
            {
                InnerSteps = 2 * solve.Iterations,
                VectorJacobianProducts = solve.Iterations,
                Warnings = [.. Reach.Warnings(problem, sums)],
            }),
        };
    }

    // u^0, u^m, … before the end, outside of the graph.
    private List<State> Forward(ISolver solver, State start, int k, InnerTrace? trace, CancellationToken token, out SolveResult solve)
    {
        using var ungraded = no_grad();
        var kept = new List<State> { start.Detach() };
        while (true)
        {
            var first = (kept.Count - 1) * m;
            var until = Math.Min(k, first + m);
            solve = InnerLoop.Run(new FromStep(solver, first), kept[^1], until, trace, residual: until == k, token: token);
            if (until == k || solve.Iterations < until)
            {
                return kept;
            }

            kept.Add(solve.U);
        }
    }

    // λᵀ∂(outputs)/∂(point, ω): the first part comes back, the second is added up.
    private static State? Back(Tensor[] outputs, State? adjoint, State? point, IReadOnlyList<Tensor> omega, Tensor?[] sums)
    {
        var reached = Enumerable.Range(0, outputs.Length).Where(i => outputs[i].requires_grad).ToArray();
        if (reached.Length == 0)
        {
            return point?.Map(block => zeros_like(block)).MoveToOuterDisposeScope();
        }

        var gradients = Autograd.Grad(
            [.. reached.Select(i => outputs[i])], [.. point?.Blocks ?? [], .. omega], adjoint is null ? null : [.. reached.Select(i => adjoint[i])],
            retainGraph: true, allowUnused: true);
        var blocks = point?.Count ?? 0;
        for (var i = 0; i < sums.Length; i++)
        {
            if (gradients[blocks + i] is { IsInvalid: false } gradient)
            {
                sums[i] = sums[i] is { } sum ? sum.add_(gradient) : gradient.MoveToOuterDisposeScope();
            }
        }

        return point is null ? null
            : new State([.. point.Blocks.Select((block, i) => gradients[i] is { IsInvalid: false } gradient ? gradient : zeros_like(block))]).MoveToOuterDisposeScope();
    }
}
