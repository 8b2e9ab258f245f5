namespace Hodl.Core.Tasks;

/// <summary>The presets of <see cref="RainRemoval"/>.</summary>
public static class RainRemovalPresets
{
    /// <summary>Quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "Small networks and five test images: the order of things in under a minute a run.", Cpu with
        {
            OuterSteps = 100, EncoderSteps = 60, WarmupSteps = 10, Widths = "16,24", PatchSide = 48, EvaluateEvery = 50, CurveEvery = 50, TestEvery = 8, ProbeEvery = 1, CnnChannels = 16, Threads = 1, Loss = RestorationLoss.Squared,
        })
        {
            Methods = ["shodl", "cnn"],
        },
        new("cpu", "Two cores", "Rain100L, trained on 1–60 and reported on 61–100, in at most 25 minutes a run on two cores; steps chosen for equal time.", Cpu with { CnnSteps = 9_700, RecurrentSteps = 1_600 })
        {
            Methods = ["shodl", "cnn", "ena"],
        },
        new("paper", "Paper", "Batch 64, Adam 0.001, the official training set where it is found; wants a GPU.", Cpu with
        {
            Widths = "64,128,256", Blocks = 2, Fold = 1, Hidden = 32, Achromatic = false, Loss = RestorationLoss.Squared, LearningRate = 1e-3, BatchSize = 64, PatchSide = 96, OuterSteps = 50_000, EncoderSteps = 0, K = 6,
            EvaluateEvery = 2000, CurveEvery = 2000, CheckpointEvery = 2000, RecurrentChannels = 32, RecurrentBlocks = 5, RecurrentStages = 6,
            CnnChannels = 64, CnnLayers = 17, Device = "cuda:0",
        })
        {
            Methods = ["shodl", "cnn", "ena"],
        },
    ];

    private static RainRemovalSettings Cpu => new() { Threads = 1 };
}
