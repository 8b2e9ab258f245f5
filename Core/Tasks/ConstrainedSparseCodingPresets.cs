using System.Globalization;

namespace Hodl.Core.Tasks;

/// <summary>Presets of <see cref="ConstrainedSparseCoding"/>.</summary>
public static class ConstrainedSparseCodingPresets
{
    private static readonly string[] Compared = ["shodl", "unh", "ena", "plain-alm"];
    private static readonly ConstrainedSparseCodingSettings Five = new() { TestK = 50 };
    private static readonly ConstrainedSparseCodingSettings TwentyFive = new()
    {
        K = 25,
        Alpha = 0.9,
        OuterSteps = 200,
        TestK = 100,
        MultiplierOnly = true,
        Conditioned = false,
        LearnDictionary = false,
    };

    /// <summary>All of them, quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "K = 5, 200 outer steps, the middles of the test images; sHODL about half a minute, UNH and ENA about ten seconds each.",
            Five with { OuterSteps = 200, EvaluateEvery = 20, CurveEvery = 20, TrainPatches = 5000, TestSide = 96, TestK = 25 })
        {
            Methods = ["shodl", "unh", "ena"],
        },
        new("paper", "Paper", "The paper's objective and dictionary: unsupervised, 256 × 512 learned atoms, K = 25.",
            TwentyFive with { Loss = CodingLoss.Unsupervised, Dictionary = AtomSource.Learned })
        {
            Methods = Compared,
        },
        new("table3-k5", "Table 3, K = 5", "Supervised; PSNR and SSIM on the whole of Set14.", Five) { Methods = Compared },
        new("table3-k25", "Table 3, K = 25", "Supervised; PSNR and SSIM on the whole of Set14.", TwentyFive) { Methods = Compared },
        new("table4-alm", "Table 4, ALM", "UNH, ENA and HODL on ALM, K = 5.", Five) { Methods = ["unh", "ena", "shodl"] },
        new("table4-admm", "Table 4, ADMM", "UNH and ENA on ADMM, K = 5.", Five with { Base = BaseMethod.Admm }) { Methods = ["unh", "ena"] },
        new("fig2", "Fig. 2", "φ and its gradient while ω is learned, K = 15.", TwentyFive with { K = 15, TestSide = 96, TestK = 60 }) { Methods = ["shodl", "unh", "ena"] },
        new("fig3", "Fig. 3", "Relative steps far beyond the K of training.", TwentyFive with { K = 15, TestSide = 96 })
        {
            Methods = ["shodl", "unh", "ena"],
            Variants = [Variant("K = 15", ("K", "15")), Variant("K = 25", ("K", "25"))],
        },
        new("fig4", "Fig. 4", "With and without the non-expansive constraint, far beyond K.", TwentyFive with { K = 15, OuterSteps = 200, TestSide = 96, MultiplierOnly = false, Conditioned = true })
        {
            Methods = ["shodl"],
            Variants = [Variant("non-expansive", ("NonExpansive", "true")), Variant("unconstrained", ("NonExpansive", "false"))],
        },
        new("fig5", "Fig. 5", "aHODL over μ, with the unsupervised loss that can steer the test too.", TwentyFive with { K = 15, OuterSteps = 100, TestSide = 96, TestK = 60, Loss = CodingLoss.Unsupervised })
        {
            Methods = ["ahodl"],
            Variants = [.. new[] { 0, 0.1, 0.3, 0.5, 0.7, 0.9 }.Select(mu => Variant($"μ = {Text(mu)}", ("Mu", Text(mu))))],
        },
        new("fig6", "Fig. 6", "Seconds of aHODL against sHODL.", TwentyFive with { K = 15, OuterSteps = 100, TestSide = 96, TestK = 0, Loss = CodingLoss.Unsupervised })
        {
            Methods = ["ahodl", "shodl"],
        },
    ];

    private static PresetVariant Variant(string label, params (string Name, string Value)[] set) =>
        new(label, set.ToDictionary(pair => pair.Name, pair => pair.Value));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
