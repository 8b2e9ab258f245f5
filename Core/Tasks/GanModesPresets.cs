namespace Hodl.Core.Tasks;

/// <summary>Presets of <see cref="GanModes"/>.</summary>
internal static class GanModesPresets
{
    // Chosen for each method by modes and share of good samples on seed 11; sHODL (about twenty tries) and VGAN (six) on seed 12 too, the others had one or two tries.
    private static readonly PresetVariant[] Tuned =
    [
        new("look-ahead 5, 2 played", new Dictionary<string, string> { ["K"] = "5", ["CarriedSteps"] = "2" }, "shodl"),
        new("look-ahead 5, 2 played", new Dictionary<string, string> { ["K"] = "5", ["CarriedSteps"] = "2" }, "ahodl"),
        new("2 steps", new Dictionary<string, string> { ["K"] = "2" }, "vgan"),
        new("5 steps, penalty", new Dictionary<string, string> { ["K"] = "5", ["Eta"] = "0.05", ["LearningRate"] = "0.001" }, "wgan"),
        new("3 steps", new Dictionary<string, string> { ["K"] = "3", ["Proximal"] = "1" }, "proxgan"),
        new("2 steps", new Dictionary<string, string> { ["K"] = "2", ["LayerNorm"] = "3" }, "lcgan"),
    ];

    /// <summary>All, quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "Ring of 8, sHODL against VGAN; under a minute a run.", new GanModesSettings()) { Methods = ["shodl", "vgan"], Variants = [Tuned[0], Tuned[2]] },
        new("moons", "Two moons", "sHODL with preconditioned steps of the discriminator, which plain ones of one length do not replace here: 93.9 against 64.6 % of the samples within 3σ (seed 1).", new GanModesSettings { Dataset = MixtureKind.TwoMoons, Preconditioned = true, Eta = 0.002, CarriedSteps = 2 }) { Methods = ["shodl"] },
        new("paper", "Paper", "Fig. 10: ring of 8, each method with its own tuned steps and rates, aHODL with those of sHODL; a minute or two a run.", new GanModesSettings()) { Methods = ["shodl", "ahodl", "vgan", "wgan", "proxgan", "lcgan"], Variants = Tuned },
    ];
}
