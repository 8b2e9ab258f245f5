namespace Hodl.Core.Tasks;

/// <summary>Presets of <see cref="RegularizedSparseCoding"/>.</summary>
internal static class RegularizedSparseCodingPresets
{
    private static readonly string[] Compared = ["shodl", "unh", "ena"];

    private static readonly PresetVariant[] Shapes =
    [
        new("Q 500×250", new Dictionary<string, string> { ["Rows"] = "500", ["Columns"] = "250" }),
        new("Q 250×500", new Dictionary<string, string> { ["Rows"] = "250", ["Columns"] = "500" }),
    ];

    /// <summary>quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "Q 250×125, K = 15, 300 steps: HODL below UNH and ENA, under a minute.", Quick) { Methods = Compared },
        new("paper", "Paper", "Section 6.1 with both shapes of Q, K = 25, 300 steps; one to three minutes of one core a run.", Paper)
        {
            Methods = ["shodl", "ahodl", "unh", "ena"],
            Variants = Shapes,
        },
        new("fig1", "Figure 1", "Convergence of ω and u for UNH, ENA and HODL, Q 500×250.", Paper with { CurveEvery = 50 })
        {
            Methods = Compared,
        },
        new("fig3", "Figure 3", "Trained with K = 15 and K = 25, then run to 300.", Quick with { OuterSteps = 600, TestIterations = 300 })
        {
            Methods = Compared,
            Variants =
            [
                new("K = 15", new Dictionary<string, string> { ["K"] = "15" }),
                new("K = 25", new Dictionary<string, string> { ["K"] = "25" }),
            ],
        },
    ];

    private static RegularizedSparseCodingSettings Paper => new() { OuterSteps = 300, BatchSize = 128, WarmupSteps = 20, EvaluateEvery = 50 };

    private static RegularizedSparseCodingSettings Quick => new()
    {
        Rows = 250,
        Columns = 125,
        K = 15,
        OuterSteps = 300,
        BatchSize = 128,
        TrainItems = 5000,
        EvaluateEvery = 25,
        CurveEvery = 100,
    };
}
