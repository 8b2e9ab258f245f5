using System.Globalization;

namespace Hodl.Core.Tasks;

/// <summary>Presets of <see cref="ConstrainedSparseCoding"/>.</summary>
public static class ConstrainedSparseCodingPresets
{
    private static readonly string[] Trained = ["shodl", "ahodl", "unh", "ena"];
    private static readonly ConstrainedSparseCodingSettings Five = new() { TestK = 50 };
    private static readonly ConstrainedSparseCodingSettings TwentyFive = Five with
    {
        K = 25,
        OuterSteps = 120,
        LearningRate = 9e-3,
        UnhRate = 1,
        EnaRate = 0.28,
        LayerRate = 0.03,
        MatrixRate = 0.3,
        Hidden = 256,
        RunIn = 20,
        MultiplierOnly = true,
        Conditioned = false,
        LearnDictionary = false,
        TestK = 100,
    };

    private static readonly ConstrainedSparseCodingSettings Fifteen = TwentyFive with { K = 15, OuterSteps = 80, TestSide = 96, TestK = 60 };

    // Without the learned start and weights, and trained for u^K alone, much rests on D_net: what a constraint on it does shows.
    private static readonly ConstrainedSparseCodingSettings Unhelped = Five with { Start = CodingStart.Zero, NoiseWeights = false, RunIn = 0, MatrixRate = 1, NetworkScale = 1.5, Hidden = 256, OuterSteps = 150, TestSide = 96, TestK = 200 };

    /// <summary>All of them, quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "K = 5, 200 outer steps, the middles of the test images; sHODL about half a minute of one core, UNH and ENA less.",
            Five with { OuterSteps = 200, EvaluateEvery = 20, CurveEvery = 20, TrainPatches = 5000, TestSide = 96, TestK = 25 })
        {
            Methods = ["shodl", "unh", "ena"],
        },
        new("paper", "Paper", "The paper's objective and dictionary: unsupervised, 256 × 512 learned atoms, K = 25, whole images; one to two minutes of one core a run.",
            TwentyFive with { Loss = CodingLoss.Unsupervised, Dictionary = AtomSource.Learned })
        {
            Methods = ["shodl", "unh", "ena", "plain-alm"],
        },
        Table("table3-k5", "Table 3, K = 5", Five, "0.5"),
        Table("table3-k25", "Table 3, K = 25", TwentyFive, "1.5"),
        new("table4-alm", "Table 4, ALM", "UNH, ENA and HODL on ALM, K = 5.", Five) { Methods = ["unh", "ena", "shodl"] },
        new("table4-admm", "Table 4, ADMM", "UNH and ENA on ADMM, K = 5; the paper has no HODL on ADMM.", Five with { Base = BaseMethod.Admm }) { Methods = ["unh", "ena"] },
        new("fig2", "Fig. 2", "φ and its gradient while ω is learned, K = 15.", Fifteen) { Methods = ["shodl", "unh", "ena"] },
        new("fig3", "Fig. 3", "Relative steps far beyond the K of training.", Fifteen with { TestK = 100 })
        {
            Methods = ["shodl", "unh", "ena"],
            Variants = [Variant("K = 15", null, ("K", "15")), Variant("K = 25", null, ("K", "25"))],
        },
        new("fig4", "Fig. 4", "With and without the non-expansive constraint, far beyond K.", Unhelped)
        {
            Methods = ["shodl"],
            Variants = [Variant("non-expansive", null, ("NonExpansive", "true")), Variant("unconstrained", null, ("NonExpansive", "false"))],
        },
        new("fig5", "Fig. 5", "aHODL over μ, with the unsupervised loss that can steer the test too.", Fifteen with { OuterSteps = 50, Loss = CodingLoss.Unsupervised })
        {
            Methods = ["ahodl"],
            Variants = [.. new[] { 0, 0.1, 0.3, 0.5, 0.7, 0.9 }.Select(mu => Variant($"μ = {Text(mu)}", null, ("Mu", Text(mu))))],
        },
        new("fig6", "Fig. 6", "Seconds of an outer step of aHODL against sHODL: the chart step_seconds.", Fifteen with { OuterSteps = 50, TestK = 0, Loss = CodingLoss.Unsupervised })
        {
            Methods = ["ahodl", "shodl"],
        },
    ];

    private static TaskPreset Table(string id, string name, ConstrainedSparseCodingSettings settings, string beta)
    {
        (string, string)[] published = [("Start", nameof(CodingStart.Zero)), ("NoiseWeights", "false")];
        return new(id, name, "PSNR and SSIM on the whole of Set14: every learned method with the same steps, batches, start and weights, at the rate that was best on held-out patches; UNH and ENA also as published; plain ALM with β = 2 and the best β. About a minute of one core a run, aHODL more.", settings)
        {
            Methods = ["shodl", "ahodl", "unh", "ena", "plain-alm"],
            Variants =
            [
                .. Trained.Select(method => Variant("", method)),
                Variant("as published", "unh", published),
                Variant("as published", "ena", published),
                Variant("β = 2", "plain-alm", ("Beta", "2")),
                Variant($"β = {beta}", "plain-alm", ("Beta", beta)),
            ],
        };
    }

    private static PresetVariant Variant(string label, string? method, params (string Name, string Value)[] set) =>
        new(label, set.ToDictionary(pair => pair.Name, pair => pair.Value), method);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
