namespace Hodl.Core.Tasks;

/// <summary>Presets of <see cref="FewShot"/>.</summary>
internal static class FewShotPresets
{
    private static readonly PresetVariant FiveWay = new("5-way", new Dictionary<string, string> { ["Ways"] = "5" });

    /// <summary>All, quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "Omniglot 5-way 1-shot, a narrow net with strides, 300 outer steps.", new FewShotSettings { Channels = 32, Downsampling = Downsampling.Stride, OuterSteps = 300, EvaluateEvery = 100, K = 15, LearningRate = 0.01 })
        {
            Methods = ["shodl", "rhg", "anil"],
        },
        new("cpu", "CPU", "Omniglot 5-way and 20-way 1-shot on one core: about a quarter of an hour a method. Both are trained on 5-way episodes.", new FewShotSettings())
        {
            Methods = ["shodl", "ahodl", "rhg", "trhg", "cg", "ns"],
            Variants = [FiveWay, new("20-way", new Dictionary<string, string> { ["Ways"] = "20", ["TrainWays"] = "5" })],
        },
        new("paper", "Paper", "Table 9: batch 4, 15 queries, Adam 0.01; Omniglot 5-way and 20-way, mini-ImageNet 5-way. For a GPU or a long night.", new FewShotSettings { TrainQueries = 15, LearningRate = 0.01, OuterSteps = 20_000, EvaluateEvery = 1000, CheckpointEvery = 1000 })
        {
            Methods = ["shodl", "ahodl", "rhg", "trhg", "cg", "ns"],
            Variants =
            [
                FiveWay,
                new("20-way", new Dictionary<string, string> { ["Ways"] = "20" }),
                new("mini-ImageNet", new Dictionary<string, string> { ["Dataset"] = "MiniImageNet" }),
            ],
        },
    ];
}
