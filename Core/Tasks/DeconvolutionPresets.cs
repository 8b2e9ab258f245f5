namespace Hodl.Core.Tasks;

/// <summary>The presets of <see cref="Deconvolution"/>.</summary>
public static class DeconvolutionPresets
{
    private static readonly string[] Compared = ["shodl", "ena", "tv", "unh"];

    /// <summary>Quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "Small networks on small patches: the order of things in under a minute a run.", Cpu with
        {
            OuterSteps = 60, DenoiserSteps = 30, Stages = 2, WarmupSteps = 10, Widths = "16,24,32", PatchSide = 64, EvaluateEvery = 30, TestK = 12, CurveEvery = 30, Threads = 1,
        })
        {
            Methods = ["shodl", "unh"],
        },
        new("cpu", "Two cores", "σ = 1 % and 3 % on kernel 2 in at most 25 minutes a run on two cores; steps chosen for equal time.", Cpu with { PlugOuterSteps = 15_000 })
        {
            Methods = Compared,
            Variants = Noise,
        },
        new("paper", "Paper", "DRUNet with 64 to 512 channels and four blocks a scale, batch 1, Adam 0.001; wants a GPU.", Cpu with
        {
            Widths = "64,128,256,512", Blocks = 4, Fold = 1, Stages = 8, DenoiserSteps = 100_000, BatchSize = 1, PatchSide = 128, OuterSteps = 200_000, LearningRate = 1e-3, Loss = RestorationLoss.Squared, K = 10, EvaluateEvery = 5000,
            CurveEvery = 5000, CheckpointEvery = 5000, Device = "cuda:0",
        })
        {
            Methods = Compared,
            Variants = Noise,
        },
    ];

    private static DeconvolutionSettings Cpu => new() { Threads = 1 };

    private static PresetVariant[] Noise =>
    [
        new("σ = 1 %", new Dictionary<string, string> { ["NoiseLevel"] = "0.01" }),
        new("σ = 3 %", new Dictionary<string, string> { ["NoiseLevel"] = "0.03" }),
    ];
}
