using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>How records become JSON in the store, the API and the command line: NaN and ±∞ as strings, enums by name.</summary>
public static class StoreJson
{
    private static readonly JsonSerializerOptions _settings = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The options; camelCase names where objects are anonymous.</summary>
    public static JsonSerializerOptions Options => RunJson.Options;

    /// <summary>The settings under their property names.</summary>
    public static string Write(TaskSettings settings) => JsonSerializer.Serialize(settings, settings.GetType(), _settings);

    /// <summary>The settings of <see cref="Write"/>; fields that the record has gained since take their defaults.</summary>
    public static TaskSettings ReadSettings(string json, Type type) => (TaskSettings)JsonSerializer.Deserialize(json, type, _settings)!;
}
