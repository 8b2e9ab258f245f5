using System.Globalization;

namespace Hodl.Core.Tasks;

/// <summary>
/// What μ and the step s of the aggregation do (Eq. (4)): aHODL against sHODL on a convex lower level with many
/// minimizers. Theory: the free coordinates approach the upper level's choice like K^{−μs}, and the lower level is
/// reached like (1 − (1 − μ)αη…)^K, so neither end of μ is best.
/// </summary>
public sealed class AggregationStudy : AffineBilevelTask
{
    /// <inheritdoc/>
    public override string Id => "aggregation-study";

    /// <inheritdoc/>
    public override string Name => "Aggregation study";

    /// <inheritdoc/>
    public override string Summary => "aHODL over μ and s, against sHODL, on a convex problem with a known solution.";

    /// <inheritdoc/>
    public override IReadOnlyList<TaskPreset> Presets { get; } =
    [
        new("quick", "Quick: μ", "μ from 0 to 0.9, 100 inner steps; some seconds a run.", new AffineBilevelSettings { K = 100, OuterSteps = 40, EvaluateEvery = 4 })
        {
            Methods = ["ahodl"],
            Variants = Sweep("μ", "Mu", 0, 0.1, 0.3, 0.5, 0.7, 0.9),
        },
        new("paper", "Paper: μ, long", "The same with 1000 inner steps.", new AffineBilevelSettings { K = 1000, OuterSteps = 40, EvaluateEvery = 4 })
        {
            Methods = ["ahodl"],
            Variants = Sweep("μ", "Mu", 0, 0.1, 0.3, 0.5, 0.7, 0.9),
        },
        new("steps", "Step sizes", "s from 0.1 to 0.99 at μ = 0.7.", new AffineBilevelSettings { K = 300, Mu = 0.7, OuterSteps = 40, EvaluateEvery = 4 })
        {
            Methods = ["ahodl"],
            Variants = Sweep("s", "S", 0.1, 0.3, 0.6, 0.99),
        },
    ];

    private static PresetVariant[] Sweep(string symbol, string field, params double[] values) =>
    [
        .. values.Select(value => value.ToString(CultureInfo.InvariantCulture))
            .Select(text => new PresetVariant($"{symbol} = {text}", new Dictionary<string, string> { [field] = text })),
    ];
}
