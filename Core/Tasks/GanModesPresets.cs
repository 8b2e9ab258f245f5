namespace Hodl.Core.Tasks;

/// <summary>Presets of <see cref="GanModes"/>.</summary>
internal static class GanModesPresets
{
    private static readonly string[] Compared = ["shodl", "ahodl", "vgan", "wgan", "proxgan", "lcgan"];

    /// <summary>All, quick first.</summary>
    public static IReadOnlyList<TaskPreset> All { get; } =
    [
        new("quick", "Quick", "Ring of 8, small nets.", new GanModesSettings { OuterSteps = 1500, BatchSize = 128 }) { Methods = Compared },
        new("paper", "Paper", "Fig. 10: ring of 8.", new GanModesSettings()) { Methods = Compared },
    ];
}
