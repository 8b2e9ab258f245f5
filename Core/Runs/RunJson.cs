using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hodl.Core.Runs;

/// <summary>How records become JSON in journals, the store, the API and the command line: NaN and ±∞ as strings, enums by name.</summary>
public static class RunJson
{
    /// <summary>The options; camelCase names where objects are anonymous.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };
}
