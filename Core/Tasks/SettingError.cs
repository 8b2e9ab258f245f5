using System.Text.Json.Serialization;

namespace Hodl.Core.Tasks;

/// <summary>A value that a setting refuses.</summary>
public sealed record SettingError(string Field, string Value, string Allowed)
{
    /// <summary>The sentence to show where the value itself is allowed, such as a data set that is absent; empty for others.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>Whether it is about data that are absent.</summary>
    [JsonIgnore]
    public bool OfData { get; init; }

    /// <summary>One sentence that names the field, the value and what is allowed.</summary>
    public override string ToString() => Sentence != "" ? Sentence : $"{Field} = {Value}: allowed is {Allowed}.";
}
