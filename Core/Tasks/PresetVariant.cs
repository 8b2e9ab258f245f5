namespace Hodl.Core.Tasks;

/// <summary>One value of a preset's sweep.</summary>
/// <param name="Label">Such as <c>μ = 0.3</c>.</param>
/// <param name="Set">Settings that differ, by property name, as text.</param>
/// <param name="Method">The method, where the variant fixes it.</param>
public sealed record PresetVariant(string Label, IReadOnlyDictionary<string, string> Set, string? Method = null);
