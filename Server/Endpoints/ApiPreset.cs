using System.Text.Json;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Endpoints;

/// <summary>A preset with its complete settings.</summary>
public sealed record ApiPreset(
    string Id, string Name, string Summary, IReadOnlyList<string> Methods, IReadOnlyList<PresetVariant> Variants, JsonElement Settings)
{
    internal static ApiPreset Of(TaskPreset preset) => new(
        preset.Id, preset.Name, preset.Summary, preset.Methods, preset.Variants, JsonElement.Parse(StoreJson.Write(preset.Settings)));
}
