using System.Diagnostics;
using System.Globalization;
using Hodl.Core.Operators;
using Hodl.Core.Solvers;
using Hodl.Core.Tasks;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>
/// Finds why a hypergradient disagrees, by repeating the comparison with one approximation at a time taken to its end: the
/// inner solve, then the method's own (linear equation, truncation). What makes the disagreement vanish is the cause. The
/// reference is forward mode, which is exact at any K and needs no memory for many steps.
/// </summary>
/// <param name="certifiable">The problem.</param>
/// <param name="options">Threshold and the most inner steps.</param>
internal sealed class ErrorCause(CertifiableProblem certifiable, CertificateOptions options)
{
    private const double Converged = 1e-11;

    // Forward mode's time goes with steps times directions, and the converged solve has many steps: the gradient's own direction
    // and one that mixes it with a random one tell enough here.
    private CertificateOptions Few => options with { MostTensors = 0, RandomDirections = 1 };

    /// <summary>One or two sentences.</summary>
    public string Of(IHypergradient way, Batch batch, double error, double residual, CancellationToken token)
    {
        var (problem, k) = (certifiable.Problem, certifiable.K);
        var refined = way.Refined();
        if (ReferenceEquals(refined, way) || way is ReverseMode { Last: null })
        {
            return Say($"It disagrees by {error:G2}, and the method makes no approximation: the gradient is wrong.");
        }

        var (far, farResidual) = problem.Method.IsStationary ? Solve(batch, token) : (k, residual);
        if (far > k && farResidual <= options.Threshold && Error(way, batch, far, token) is var inner && inner <= options.Threshold)
        {
            return Say($"The inner solve is not converged: residual {residual:G2} after K = {k} steps, error {error:G2}. With {far} steps (residual {farResidual:G2}) the same method agrees {To(inner)}.");
        }

        if (Error(refined, batch, k, token) is var own && own <= options.Threshold)
        {
            return Say($"The method's own approximation is the cause: {way.Name} is off by {error:G2} here, {refined.Name} taken to its end agrees {To(own)}.");
        }

        if (far > k && farResidual <= options.Threshold && refined.TakesMinimizer && Error(refined, batch, far, token) is var both && both <= options.Threshold)
        {
            return Say($"Two causes together: the inner solve is not converged (residual {residual:G2} after K = {k} steps) and {way.Name} is an approximation. With {far} steps and the equation solved, the error falls from {error:G2} to {both:G2}.");
        }

        if (!problem.Method.IsStationary || farResidual <= Converged || !refined.TakesMinimizer)
        {
            return Say($"It disagrees by {error:G2}, and neither the inner solve nor the method's own approximation explains it: the gradient is wrong.");
        }

        return far > k
            ? Say($"The inner problem does not converge: residual {residual:G2} after K = {k} steps and still {farResidual:G2} after {far}, so {way.Name} has no fixed point to stand on; error {error:G2}.")
            : Say($"The inner solve is not converged: residual {residual:G2} after K = {k} steps, where {way.Name} takes it for a fixed point; error {error:G2}. More steps would take longer than the {options.MostSeconds:G3} s that a search for the cause may.");
    }

    // Until the residual is down, or steps or seconds are used up.
    private (int K, double Residual) Solve(Batch batch, CancellationToken token)
    {
        var began = Stopwatch.GetTimestamp();
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        certifiable.Problem.Method.Settle();
        var solver = certifiable.Problem.Method.Train(batch);
        var (u, steps, residual) = (certifiable.Problem.Start(batch), 0, double.PositiveInfinity);
        for (var chunk = certifiable.K; residual > Converged && steps < options.MostInnerSteps && Stopwatch.GetElapsedTime(began).TotalSeconds < options.MostSeconds; chunk = Math.Min(2 * chunk, options.MostInnerSteps))
        {
            var solve = InnerLoop.Run(solver, u, chunk, null, Converged, token: token);
            (u, steps, residual) = (solve.U, steps + solve.Iterations, solve.Residual);
        }

        return (steps, residual);
    }

    private double Error(IHypergradient way, Batch batch, int k, CancellationToken token)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)options.Seed);
        certifiable.Problem.Method.Settle();
        using var found = way.Compute(certifiable.Problem, batch, k, null, token);
        var gradient = Directions.Whole(found, certifiable.Problem);
        var directions = Directions.Of(gradient, Few, random);
        certifiable.Problem.Method.Settle();
        return Agreement.Of(Directions.Along(gradient, directions), ForwardMode.Along(certifiable.Problem, batch, k, directions, token)).RelativeError;
    }

    private static string To(double error) => error == 0 ? "exactly" : string.Create(CultureInfo.InvariantCulture, $"to {error:G2}");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
