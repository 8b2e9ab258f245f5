using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Forward mode: Z^k = ∂T/∂u·Z^{k−1} + ∂T/∂ω for tangents Z of u along directions of ω, then ∂φ_K = ∂ℓ/∂u·Z^K + ∂ℓ/∂ω.
/// Exact for every method, aHODL included; memory does not grow with K but with the number of directions, and one product
/// a step and direction is taken. The full gradient has a direction for each number in ω.
/// </summary>
/// <param name="mostParameters">Numbers in ω above which <see cref="Applies"/> says no.</param>
public sealed class ForwardMode(int mostParameters = 2000) : IHypergradient
{
    /// <inheritdoc/>
    public string Name => "forward mode";

    /// <inheritdoc/>
    public bool Applies(LearningProblem problem) => problem.Learned().Sum(parameter => parameter.numel()) <= mostParameters;

    /// <inheritdoc/>
    public Hypergradient Compute(LearningProblem problem, Batch batch, int k, InnerTrace? trace, CancellationToken token)
    {
        var meter = Meter.Start();
        using var scope = NewDisposeScope();
        var omega = problem.Learned();
        var directions = omega.SelectMany((parameter, i) => Enumerable.Range(0, (int)parameter.numel()).Select(at => Unit(omega, i, at))).ToArray();
        var pushed = Push(problem, batch, k, directions, trace, token);
        var gradients = new Tensor?[omega.Count];
        var offset = 0;
        for (var i = 0; i < omega.Count; i++)
        {
            var values = pushed.Derivatives.AsSpan(offset, (int)omega[i].numel()).ToArray();
            offset += values.Length;
            gradients[i] = pushed.Reached[i] ? tensor(values).reshape(omega[i].shape).to(omega[i].dtype).to(omega[i].device).MoveToOuterDisposeScope() : null;
        }

        return new(pushed.Phi, gradients, pushed.Solve with { U = pushed.Solve.U.MoveToOuterDisposeScope() })
        {
            Cost = meter.Of(new()
            {
                InnerSteps = pushed.Solve.Iterations,
                JacobianVectorProducts = pushed.Solve.Iterations * directions.Length,
                Warnings = [.. Reach.Warnings(problem, gradients)],
            }),
        };
    }

    /// <summary>The derivatives of φ_K along directions of ω, exact to rounding.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="k">K.</param>
    /// <param name="directions">Each in the shapes of ω.</param>
    /// <param name="token">Checked once an inner step.</param>
    public static double[] Along(LearningProblem problem, Batch batch, int k, IReadOnlyList<Tensor[]> directions, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        return Push(problem, batch, k, directions, null, token).Derivatives;
    }

    private static (double Phi, double[] Derivatives, bool[] Reached, SolveResult Solve) Push(
        LearningProblem problem, Batch batch, int k, IReadOnlyList<Tensor[]> directions, InnerTrace? trace, CancellationToken token)
    {
        using var graded = enable_grad();
        var omega = problem.Learned();
        var pusher = new Pushing(problem.Method.Train(batch), omega, directions);
        var start = problem.Start(batch);
        pusher.Carry(start, null);
        SolveResult solve;
        using (no_grad())
        {
            solve = InnerLoop.Run(pusher, start.Detach(), k, trace, token: token);
        }

        var upper = UpperLevel.At(problem, solve.U, batch);
        var reached = omega.Select((_, i) => pusher.Reached[i] || upper.OverOmega[i] is not null).ToArray();
        var derivatives = directions.Select((direction, j) => Dot(upper.OverU.Blocks, pusher.Tangents[j]?.Blocks) + Dot(upper.OverOmega, direction)).ToArray();
        foreach (var tangent in pusher.Tangents)
        {
            tangent?.Dispose();
        }

        return (upper.Phi, derivatives, reached, solve);
    }

    private static double Dot(IReadOnlyList<Tensor?> a, IReadOnlyList<Tensor>? b) =>
        b is null ? 0 : a.Zip(b, (x, y) => x is null ? 0 : (x * y).sum().to(float64).cpu().item<double>()).Sum();

    private static Tensor[] Unit(IReadOnlyList<Tensor> omega, int which, int at) =>
        [.. omega.Select((parameter, i) =>
        {
            var direction = zeros(parameter.numel(), parameter.dtype, parameter.device);
            if (i == which)
            {
                direction[at] = 1;
            }

            return direction.reshape(parameter.shape);
        })];

    // The steps of a solver that carry tangents along.
    private sealed class Pushing(ISolver solver, IReadOnlyList<Tensor> omega, IReadOnlyList<Tensor[]> directions) : ISolver
    {
        public State?[] Tangents { get; } = new State?[directions.Count];

        public bool[] Reached { get; } = new bool[omega.Count];

        public int? Limit => solver.Limit;

        public State Variable(State state) => solver.Variable(state);

        public Iterate Init(State start)
        {
            using var graded = enable_grad();
            var u = start.Map(block => block.detach().requires_grad_());
            var first = solver.Init(u);
            if (ReferenceEquals(first.U, u))
            {
                return first with { U = start };
            }

            Carry(first.U, u);
            return first with { U = first.U.Detach() };
        }

        public Tensor Optimality(Iterate iterate) => solver.Optimality(iterate);

        public Iterate Step(Iterate iterate)
        {
            using var graded = enable_grad();
            var u = iterate.U.Map(block => block.detach().requires_grad_());
            var next = solver.Step(iterate with { U = u });
            Carry(next.U, u);
            return next with { U = next.U.Detach() };
        }

        /// <summary>The tangents of a state that was computed from u, whose tangents are the present ones, and ω.</summary>
        public void Carry(State next, State? u)
        {
            var count = u?.Count ?? 0;
            var live = next.Blocks.Where(block => block.requires_grad).ToArray();
            Tensor[] weights = [.. live.Select(block => zeros_like(block).detach().requires_grad_())];
            Tensor[] inputs = [.. u?.Blocks ?? [], .. omega];
            var pulled = live.Length == 0 ? new Tensor[inputs.Length] : Autograd.Grad(live, inputs, weights, retainGraph: true, createGraph: true, allowUnused: true);
            for (var i = 0; i < omega.Count; i++)
            {
                Reached[i] |= pulled[count + i] is { IsInvalid: false };
            }

            var used = Enumerable.Range(0, inputs.Length).Where(i => pulled[i] is { IsInvalid: false, requires_grad: true }).ToArray();
            for (var j = 0; j < directions.Count; j++)
            {
                var old = Tangents[j];
                var known = used.Where(i => i >= count || old is not null).ToArray();
                Tensor Along(int i) => i < count ? old![i] : directions[j][i - count];
                var pushed = known.Length == 0 ? new Tensor[live.Length]
                    : Autograd.Grad([.. known.Select(i => pulled[i])], weights, [.. known.Select(Along)], retainGraph: true, allowUnused: true);
                var at = 0;
                Tangents[j] = new([.. next.Blocks.Select(block =>
                    (block.requires_grad && pushed[at++] is { IsInvalid: false } value ? value : zeros_like(block)).detach().DetachFromDisposeScope())]);
                old?.Dispose();
            }
        }
    }
}
