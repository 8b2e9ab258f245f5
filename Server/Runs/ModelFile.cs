using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hodl.Core.Torch;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>
/// A model as a file: a zip of <c>model.safetensors</c> (ω, persistent vectors) and <c>settings.json</c>. The same JSON
/// stands in the safetensors' metadata, so that this file alone can be imported too.
/// </summary>
internal static class ModelFile
{
    /// <summary>The largest model that is taken in.</summary>
    public const long MostBytes = 512L << 20;

    private const string Format = "hodl-model/1", Tensors = "model.safetensors", Settings = "settings.json", Key = "hodl";

    private static readonly JsonSerializerOptions _indented = new(StoreJson.Options) { WriteIndented = true };

    /// <summary>Writes the zip.</summary>
    public static byte[] Write(StoredModel model, byte[] omega)
    {
        var settings = new JsonObject
        {
            ["format"] = Format,
            ["name"] = model.Name,
            ["task"] = model.Task,
            ["method"] = model.Method,
            ["preset"] = model.Preset,
            ["seed"] = model.Seed,
            ["step"] = model.Step,
            ["settings"] = JsonNode.Parse(model.SettingsJson),
            ["parameters"] = model.Count,
            ["code"] = EnvironmentProbe.CodeVersion,
        };
        var tensors = Safetensors.Describe(omega, new Dictionary<string, string> { [Key] = settings.ToJsonString() });
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Entry(zip, Tensors, tensors);
            Entry(zip, Settings, JsonSerializer.SerializeToUtf8Bytes(settings, _indented));
        }

        return file.ToArray();
    }

    /// <summary>Reads the zip, or the safetensors file alone: its description and its bytes.</summary>
    /// <exception cref="InvalidModelException">It is neither, or damaged.</exception>
    public static (JsonObject Settings, byte[] Tensors) Read(byte[] file)
    {
        try
        {
            var (json, tensors) = file is [(byte)'P', (byte)'K', ..] ? Unzip(file) : (Metadata(file), file);
            return JsonNode.Parse(json) is JsonObject settings && settings["format"]?.ToString() == Format
                ? (settings, tensors)
                : throw new InvalidModelException($"Its settings are not of the format {Format}.");
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or InvalidOperationException or TorchException)
        {
            throw new InvalidModelException($"The file is no model exported here, or a damaged one: {exception.Message}", exception);
        }
    }

    private static (string Settings, byte[] Tensors) Unzip(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file, writable: false));
        return (System.Text.Encoding.UTF8.GetString(Bytes(zip, Settings)), Bytes(zip, Tensors));
    }

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        var entry = zip.GetEntry(name) ?? throw new InvalidDataException($"it holds no {name}");
        if (entry.Length > MostBytes)
        {
            throw new InvalidDataException($"{name} would be {entry.Length >> 20} MiB, more than {MostBytes >> 20}");
        }

        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string Metadata(byte[] file)
    {
        return Safetensors.Metadata(file).TryGetValue(Key, out var json) ? json : throw new InvalidDataException("its metadata do not say what it was trained for");
    }

    private static void Entry(ZipArchive zip, string name, byte[] bytes)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        stream.Write(bytes);
    }
}
