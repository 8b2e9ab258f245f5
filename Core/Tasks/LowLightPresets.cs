using Hodl.Core.Training;

namespace Hodl.Core.Tasks;

/// <summary>The presets of <see cref="LowLight"/>.</summary>
public static class LowLightPresets
{
    private static readonly string[] Compared = ["shodl", "unh", "ena"];

    /// <summary>Quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "Small networks on small patches: the order of things in under a minute a run.", Cpu with
        {
            OuterSteps = 60, WarmupSteps = 10, SearchSteps = 20, Widths = "12,16", CellChannels = 6, Nodes = 2, PatchSide = 64, RetinexChannels = 8,
            EvaluateEvery = 30, CurveEvery = 30, Threads = 1,
        })
        {
            Methods = Compared,
        },
        new("cpu", "Two cores", "LOL eval15, three folds: trained on ten pairs, reported on five, in at most 25 minutes a run on two cores.", Cpu)
        {
            Methods = Compared,
            Variants = Folds,
        },
        new("paper", "Paper", "SGD 0.015, batch 2, the official training set where it is found; wants a GPU.", Cpu with
        {
            Widths = "64,128,256", Blocks = 2, PixelFold = 1, CellChannels = 32, Nodes = 3, K = 6, PatchSide = 256, OuterSteps = 60_000, SearchSteps = 10_000,
            Optimizer = OuterOptimizer.Sgd, LearningRate = 0.015, Momentum = 0.9, RetinexChannels = 64, EvaluateEvery = 2000, CurveEvery = 2000,
            CheckpointEvery = 2000, Device = "cuda:0",
        })
        {
            Methods = Compared,
            Variants = Folds,
        },
    ];

    private static LowLightSettings Cpu => new() { Threads = 1 };

    private static PresetVariant[] Folds =>
    [
        .. Enumerable.Range(1, 3).Select(fold => new PresetVariant($"fold {fold}", new Dictionary<string, string> { ["Fold"] = $"{fold}" })),
    ];
}
