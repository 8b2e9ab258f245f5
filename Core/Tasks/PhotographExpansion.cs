using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Core.Operators;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// How far the trained D of a vision task is from expanding: the largest ‖D(a) − D(b)‖_G/‖a − b‖_G found in float64 with the
/// trained ω on parts of two test photographs, a = u^K of one and b that of the other, and b = a + differences driven towards
/// the worst direction (<see cref="ExpansionProbe"/>).
/// </summary>
public static class PhotographExpansion
{
    private const long Side = 64;

    /// <summary>How it reads.</summary>
    public static MetricInfo Info { get; } = new("expansion_ratio", "Largest expansion of D on photographs after training", Better: Better.Lower);

    /// <summary>Measures and reports; methods that iterate no one operator are left alone.</summary>
    /// <param name="problem">The problem, trained.</param>
    /// <param name="exact">The same method in float64 on the CPU; takes ω over.</param>
    /// <param name="images">At least one batch of a whole photograph.</param>
    /// <param name="k">K.</param>
    /// <param name="run">Observer and seed.</param>
    public static void Report(LearningProblem problem, LearningProblem exact, IReadOnlyList<Batch> images, int k, RunContext run)
    {
        using var omega = exact.Method.Omega;
        var method = exact.Method is FreePartFirst first ? first.Method : exact.Method;
        if (method is not HodlMethod hodl)
        {
            return;
        }

        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var ((_, source), (_, target)) in Named(problem.Method.Omega).Zip(Named(omega)))
        {
            target.copy_(source.cpu());
        }

        exact.Method.Settle();
        using var random = new Generator((ulong)run.Spec.Seed);
        var parts = images.Take(2).Select(Part).ToArray();
        var batch = new Batch(cat([.. parts.Select(part => part.Input)]), cat([.. parts.Select(part => part.Target!)]));
        var a = InnerLoop.Run(exact.Method.Test(batch), exact.Start(batch), k).U;
        var d = hodl.Operator.At(batch);
        var pairs = parts.Length < 2 ? 0 : ExpansionProbe.Ratio(d, a, a.Map(block => block.roll(1, 0)));
        run.Observer.OnResult(new("expansion_ratio", Math.Max(pairs, ExpansionProbe.LargestRatio(d, a, random, rounds: 3, ascents: 5))));
    }

    // The middle of a photograph.
    private static Batch Part(Batch whole)
    {
        Tensor Middle(Tensor x)
        {
            var (height, width) = (Math.Min(Side, x.shape[2]), Math.Min(Side, x.shape[3]));
            return x.narrow(2, (x.shape[2] - height) / 2, height).narrow(3, (x.shape[3] - width) / 2, width).to(float64).cpu();
        }

        return new(Middle(whole.Input), Middle(whole.Target!));
    }

    private static IEnumerable<(string Name, Tensor Value)> Named(nn.Module omega) =>
        omega.named_parameters().Select(pair => (pair.Item1, (Tensor)pair.Item2)).Concat(omega.named_buffers().Select(pair => (pair.Item1, pair.Item2)));
}
