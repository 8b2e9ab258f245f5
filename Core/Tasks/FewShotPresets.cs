namespace Hodl.Core.Tasks;

/// <summary>Presets of <see cref="FewShot"/>.</summary>
internal static class FewShotPresets
{
    private static readonly string[] Heads = ["shodl", "ahodl", "rhg", "trhg", "cg", "ns"];

    // A learned start of the classifier is trained with the ways that it is tested with; a step of MAML costs as much as several
    // of the others, so that the same time makes fewer steps.
    private static readonly PresetVariant[] OneCore =
    [
        .. Heads.Select(method => Variant("5-way", method, ("Ways", "5"))),
        Variant("5-way", "anil", ("Ways", "5")),
        Variant("5-way", "maml", ("Ways", "5"), ("OuterSteps", "1200"), ("EvaluateEvery", "600")),
        Variant("5-way", "imaml", ("Ways", "5"), ("OuterSteps", "800"), ("EvaluateEvery", "400"), ("LinearSteps", "5"), ("AdaptSteps", "8")),
        .. Heads.Select(method => Variant("20-way", method, ("Ways", "20"), ("TrainWays", "5"))),
        Variant("20-way", "anil", ("Ways", "20"), ("TrainQueries", "2"), ("OuterSteps", "3000")),
        Variant("20-way", "maml", ("Ways", "20"), ("TrainQueries", "2"), ("OuterSteps", "400"), ("EvaluateEvery", "400")),
        Variant("20-way", "imaml", ("Ways", "20"), ("TrainQueries", "2"), ("OuterSteps", "250"), ("EvaluateEvery", "250"), ("LinearSteps", "5"), ("AdaptSteps", "8")),
    ];

    private static readonly PresetVariant[] Table9 =
    [
        new("5-way", new Dictionary<string, string> { ["Ways"] = "5" }),
        new("20-way", new Dictionary<string, string> { ["Ways"] = "20" }),
        new("mini-ImageNet", new Dictionary<string, string> { ["Dataset"] = "MiniImageNet" }),
    ];

    /// <summary>All, quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "Omniglot 5-way 1-shot, a narrow net with strides, 300 outer steps.", new FewShotSettings { Channels = 32, Downsampling = Downsampling.Stride, OuterSteps = 300, EvaluateEvery = 100, K = 15, LearningRate = 0.01 })
        {
            Methods = ["shodl", "rhg", "anil"],
        },
        new("cpu", "CPU", "Omniglot 5-way and 20-way 1-shot on one core: steps chosen for about equal time, 12 to 21 minutes a run (sHODL 5-way 19, 20-way 18, ANIL 17 and 14, CG 21, NS 18, MAML 12 and 20), 20-way iMAML half an hour. For 20 ways, features are trained on 5-way episodes; ANIL, MAML and iMAML are trained on 20-way ones.", new FewShotSettings())
        {
            Methods = [.. Heads, "anil", "maml", "imaml"],
            Variants = OneCore,
        },
        new("paper", "Paper", "Table 9: batch 4, 15 queries, Adam 0.01; Omniglot 5-way and 20-way, mini-ImageNet 5-way. For a GPU or a long night.", new FewShotSettings { TrainQueries = 15, LearningRate = 0.01, OuterSteps = 20_000, EvaluateEvery = 1000, CheckpointEvery = 1000 })
        {
            Methods = [.. Heads, "maml", "imaml"],
            Variants = Table9,
        },
    ];

    private static PresetVariant Variant(string label, string method, params (string Setting, string Value)[] set) =>
        new(label, set.ToDictionary(pair => pair.Setting, pair => pair.Value), method);
}
