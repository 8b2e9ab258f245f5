namespace Hodl.Core.Tasks;

/// <summary>Presets of <see cref="HyperCleaning"/>.</summary>
internal static class HyperCleaningPresets
{
    private static readonly string[] Compared = ["shodl", "ahodl", "rhg", "trhg", "cg", "ns", "no-cleaning", "oracle"];

    /// <summary>All, quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "MNIST, linear net, 40 outer steps of 20 inner ones.", new HyperCleaningSettings { K = 20, OuterSteps = 40, LearningRate = 0.2 }) { Methods = Compared },
        new("paper", "Paper", "Table 8: 5000 + 5000 + 10000 samples, linear 784-300-10.", new HyperCleaningSettings()) { Methods = Compared, Variants = Sets },
        new("relu", "ReLU net", "The same with ReLU between the layers.", new HyperCleaningSettings { Layer = HiddenLayer.Relu, K = 30, OuterSteps = 60 }) { Methods = Compared },
    ];

    private static PresetVariant[] Sets =>
    [
        new("MNIST", new Dictionary<string, string> { ["Dataset"] = "Mnist" }),
        new("Fashion-MNIST", new Dictionary<string, string> { ["Dataset"] = "FashionMnist" }),
    ];
}
