using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The methods of <see cref="RegularizedSparseCoding"/>, all on the same base method and the same start values.</summary>
public static class RegularizedSparseCodingMethods
{
    /// <summary>Builds a method with its own ω, of Q's type and device.</summary>
    /// <exception cref="ArgumentException">The task has no such method.</exception>
    public static IUnrolledMethod Create(string method, RegularizedSparseCodingSettings settings, Tensor q, long seed)
    {
        var data = new LeastSquares(q);
        var loss = new MeanSquaredError();
        return method switch
        {
            "unh" => NumericalHyperparameters.Create(Numerical(settings, data), loss, settings.Alpha),
            "ena" => new Lista(data, settings.K, settings.Kappa, settings.StepShare),
            "shodl" => Hodl(0),
            "ahodl" => Hodl(settings.Mu),
            _ => throw TaskMethod.Unknown(method, "shodl", "ahodl", "unh", "ena"),
        };

        HodlMethod Hodl(double mu) => new(
            new Composed(Numerical(settings, data), Network(settings, q, seed)), loss, settings.Alpha, mu, settings.S, new FullSpace());
    }

    /// <summary>Factor on the learning rate of one of ω's parameters, see <see cref="LearningProblem.RateFactor"/>.</summary>
    public static double RateFactor(string parameter, RegularizedSparseCodingSettings settings) =>
        parameter.EndsWith("_hat", StringComparison.Ordinal) || parameter.StartsWith("threshold", StringComparison.Ordinal) ? settings.NumericalRate : 1;

    private static ProximalGradient Numerical(RegularizedSparseCodingSettings settings, LeastSquares data)
    {
        var options = new ProximalGradientOptions
        {
            Kappa = settings.Kappa,
            StepShare = settings.StepShare,
            MetricUpper = settings.MetricUpper,
        };
        return new(data, settings.Columns, options, data.Q.dtype, data.Q.device);
    }

    private static LearnedOperator Network(RegularizedSparseCodingSettings settings, Tensor q, long seed)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(StepSeed.Of(seed, -1));
        long size = settings.Columns, width = Math.Max(1, (long)Math.Round(settings.Width * Math.Min(settings.Rows, size)));
        long[] widths = [.. Enumerable.Repeat(width, settings.Layers)];
        return settings.Network == NetworkKind.Potential
            ? new ConvexPotentialNet(
                new()
                {
                    Size = size,
                    Widths = widths,
                    Anchor = linalg.pinv(q.to(float64)).to(q.dtype),
                    Frame = linalg.svd(q.to(float64), fullMatrices: false).Item3,  // right singular vectors as rows
                    StepShare = 0.27,
                    Scale = settings.NetworkScale,
                    Normalized = settings.Normalized,
                },
                random, q.dtype, q.device)
            : new FullyConnectedNet(
                new()
                {
                    Size = size,
                    Hidden = widths,
                    Condition = q.shape[0],
                    Normalized = settings.Normalized,
                    IdentityShift = width >= size ? 1 : 0,
                    Noise = 0.01 * settings.NetworkScale,
                },
                random, q.dtype, q.device);
    }
}
