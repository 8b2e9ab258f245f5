using Hodl.Core.Tasks;

namespace Hodl.Server.Endpoints;

/// <summary>A setting with its range.</summary>
public sealed record ApiSetting(
    string Name, string Label, string Group, string Description, string Type, string Unit, string Default, string Allowed,
    double? Minimum, double? Maximum, IReadOnlyList<string> Options, bool Advanced)
{
    internal static ApiSetting Of(SettingField field) => new(
        field.Name, field.Label, field.Group, field.Description,
        field.Type.IsEnum ? "enum" : field.Type == typeof(bool) ? "bool" : field.Type == typeof(string) ? "text" : field.Type == typeof(double) ? "number" : "whole",
        field.Unit, field.Default, field.Allowed, field.Minimum, field.Maximum, field.Options, field.Advanced);
}
