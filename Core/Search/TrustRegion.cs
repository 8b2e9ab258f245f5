using Hodl.Core.Bilevel;
using Hodl.Core.Bilevel.Gradients;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Search;

/// <summary>
/// Derivative-free trust region with dynamic accuracy (<c>trust-region</c>; Ehrhardt and Roberts 2021; §3.2.2 of the review): the
/// residuals r of ℓ = ½‖r‖² are interpolated linearly on R + 1 points of the unit cube, r(γ + δ) ≈ r + Jδ, the model
/// ½‖r + Jδ‖² is minimised over ‖δ‖ ≤ Δ, and the step is taken where ℓ falls by at least a tenth of what the model says; a trial that
/// falls by less serves the interpolation alone, and one whose ℓ is not finite nothing. Δ doubles from seven tenths on and halves below
/// one; far interpolation points are replaced before it does. The lower level is solved to
/// a tolerance in proportion to Δ² (between its first and last value), so rough trials come first; a base point that was measured more
/// roughly than its successors are is measured again. Losses that are no sum of
/// squares stand for one residual √(2ℓ).
/// </summary>
/// <param name="effort">The most steps of a trial; its tolerance is the last one.</param>
/// <param name="radius">Δ⁽⁰⁾ in the unit cube.</param>
/// <param name="looseness">First tolerance over last one, ≥ 1. A thousand let rough trials lead the two weights of ICTV onto a plateau.</param>
public sealed class TrustRegion(LowerEffort effort, double radius = 0.1, double looseness = 10) : Searcher(effort)
{
    private const double Accept = 0.1;
    private const double Expand = 0.7;
    private const double MostRadius = 0.5;
    private const double LeastRadius = 1e-7;
    private const double Stale = 4;
    private const string Base = "base";

    /// <inheritdoc/>
    public override BilevelIterate Step(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token) =>
        iterate.Step == 0 ? First(problem, iterate, token) : Later(problem, iterate, token);

    // The base point and one more along every axis.
    private BilevelIterate First(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var centre = problem.Box!.ToUnit(iterate.Upper.to(float64).cpu().ToArray<double>());
        var (points, residuals, accuracy, next) = (new List<Tensor>(), new List<Tensor>(), Accuracy(radius), iterate);
        for (var i = -1; i < centre.Length; i++)
        {
            var point = (double[])centre.Clone();
            if (i >= 0)
            {
                point[i] += point[i] + radius <= 1 ? radius : -radius;
            }

            var (residual, trial) = Measure(problem, tensor(point), next, radius, token);
            next = trial;
            points.Add(tensor(point));
            residuals.Add(residual);
        }

        var values = stack(residuals);
        var losses = values.square().sum(1L).ToArray<double>();
        return next with
        {
            Step = 1,
            Memory = State(
                stack(points), values, full([points.Count], accuracy, dtype: float64), radius, Array.IndexOf(losses, losses.Min())),
        };
    }

    private BilevelIterate Later(IBilevelProblem problem, BilevelIterate iterate, CancellationToken token)
    {
        var (points, residuals, accuracies, delta) = (
            iterate.Memory["points"].clone(), iterate.Memory["residuals"].clone(), iterate.Memory["accuracy"].clone(), iterate.Memory["radius"].item<double>());
        var losses = (residuals.square().sum(1L) / 2).ToArray<double>();
        var at = iterate.Memory.TryGetValue(Base, out var kept) ? (int)kept.item<long>() : Array.IndexOf(losses, losses.Min());
        if (accuracies[at].item<double>() > Stale * Accuracy(delta))
        {
            var (again, later) = Measure(problem, points[at], iterate with { Loss = double.NaN }, delta, token);
            residuals[at] = again;
            accuracies[at] = Accuracy(delta);
            return later with { Step = iterate.Step + 1, Memory = State(points, residuals, accuracies, delta, at) };
        }

        var (centre, value) = (points[at], residuals[at]);
        long[] others = [.. Enumerable.Range(0, losses.Length).Where(i => i != at)];
        var offsets = points.index_select(0, tensor(others)) - centre;
        var jacobian = linalg.pinv(offsets).MatMul(residuals.index_select(0, tensor(others)) - value).t();
        var gram = jacobian.t().MatMul(jacobian);
        var step = Minimise(gram, jacobian.t().mv(value), delta);
        var trial = (centre + step).clamp(0, 1);
        var move = trial - centre;
        var predicted = losses[at] - ((value + jacobian.mv(move)).square().sum().item<double>() / 2);
        var distances = (points - centre).square().sum(1L).sqrt().ToArray<double>();
        var far = Array.IndexOf(distances, distances.Max());
        if (!(predicted > 1e-14 * losses[at]) || move.norm().item<double>() < 1e-3 * delta)
        {
            return Improve(problem, iterate, points, residuals, accuracies, at, far, distances[far] > 2 * delta ? delta : delta / 2, token);
        }

        var (residual, next) = Measure(problem, trial, iterate, delta, token);
        var loss = residual.square().sum().item<double>() / 2;
        var ratio = (losses[at] - loss) / predicted;
        var taken = ratio >= Accept;  // false where the loss is not a number
        if (!taken && distances[far] > 2 * delta)
        {
            return Improve(problem, next, points, residuals, accuracies, at, far, delta, token);
        }

        var replaced = far == at ? (int)others[0] : far;
        if (double.IsFinite(loss))
        {
            points[replaced] = trial;
            residuals[replaced] = residual;
            accuracies[replaced] = Accuracy(delta);
        }

        var radius = !taken ? delta / 2 : ratio >= Expand ? Math.Min(MostRadius, 2 * delta) : delta;
        return next with
        {
            Step = iterate.Step + 1,
            IsDone = radius < LeastRadius,
            Memory = State(points, residuals, accuracies, radius, taken ? replaced : at),
        };
    }

    // Puts the farthest point at distance Δ from the base, along the direction that the others span least.
    private BilevelIterate Improve(IBilevelProblem problem, BilevelIterate iterate, Tensor points, Tensor residuals, Tensor accuracies, int at, int far, double delta, CancellationToken token)
    {
        long[] others = [.. Enumerable.Range(0, (int)points.shape[0]).Where(i => i != at && i != far)];
        var centre = points[at].clone();
        var spanned = others.Length == 0 ? zeros(1, points.shape[1], dtype: float64) : points.index_select(0, tensor(others)) - centre;
        var direction = linalg.eigh(spanned.t().MatMul(spanned)).Item2.t()[0];
        var candidate = centre.add(direction, delta);
        var trial = (candidate.clamp(0, 1) - candidate).abs().max().item<double>() > 0 ? centre.add(direction, -delta).clamp(0, 1) : candidate;
        var (residual, next) = Measure(problem, trial, iterate, delta, token);
        points[far] = trial;
        residuals[far] = residual;
        accuracies[far] = Accuracy(delta);
        return next with
        {
            Step = iterate.Step + 1,
            IsDone = delta < LeastRadius,
            Memory = State(points, residuals, accuracies, delta, at),
        };
    }

    private (Tensor Residual, BilevelIterate Next) Measure(IBilevelProblem problem, Tensor unit, BilevelIterate iterate, double delta, CancellationToken token)
    {
        var like = problem.UpperStart();
        var upper = problem.Project(tensor(problem.Box!.FromUnit(unit.ToArray<double>())).to(like.dtype).to(like.device));
        var lower = (Effort with { Tolerance = Accuracy(delta) }).Solve(problem, upper, iterate.Lower, token).X;
        var residual = problem.Residuals(lower, upper)?.to(float64).cpu() ?? tensor(new[] { Math.Sqrt(2 * Math.Max(0, problem.Loss(lower, upper))) });
        return (residual, After(iterate, residual.square().sum().item<double>() / 2, upper, lower));
    }

    // min ½δᵀGδ + gᵀδ over ‖δ‖ ≤ Δ by bisection on the multiplier, in the eigenvectors of G.
    private static Tensor Minimise(Tensor gram, Tensor slope, double delta)
    {
        var (values, axes) = linalg.eigh(gram);
        var along = axes.t().mv(slope);
        Tensor At(double multiplier) => along.neg() / (values.clamp_min(0) + multiplier);
        var (low, high) = (1e-14 * (values.max().item<double>() + 1e-300), (along.norm().item<double>() / delta) + 1e-300);
        if (At(low).norm().item<double>() <= delta)
        {
            return axes.mv(At(low));
        }

        for (var i = 0; i < 100; i++)
        {
            var middle = Math.Sqrt(low * high);
            (low, high) = At(middle).norm().item<double>() > delta ? (middle, high) : (low, middle);
        }

        return axes.mv(At(high));
    }

    private double Accuracy(double delta) => Effort.Tolerance * Math.Clamp(looseness * Math.Pow(delta / radius, 2), 1, looseness);

    private static Dictionary<string, Tensor> State(Tensor points, Tensor residuals, Tensor accuracies, double delta, int at) => new()
    {
        ["points"] = points,
        ["residuals"] = residuals,
        ["accuracy"] = accuracies,
        ["radius"] = tensor(delta),
        [Base] = tensor((long)at),
    };
}
