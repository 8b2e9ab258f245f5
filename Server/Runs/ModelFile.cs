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
public static class ModelFile
{
    /// <summary>The largest model that is taken in.</summary>
    public const long MostBytes = 512L << 20;

    // Settings are a page of JSON. Numbers of a trained model hardly compress: what unpacks to many times its size is no model.
    private const long MostSettings = 1 << 20, MostUnpacked = 16 << 20, MostRatio = 16;

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
    public static (JsonObject Settings, byte[] Tensors) Read(Stream file)
    {
        try
        {
            var (json, tensors) = IsZip(file) ? Unzip(file) : Plain(file);
            return JsonNode.Parse(json) is JsonObject settings && settings["format"]?.ToString() == Format
                ? (settings, tensors)
                : throw new InvalidModelException($"Its settings are not of the format {Format}.");
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or InvalidOperationException or TorchException or EndOfStreamException
            or NotSupportedException or FormatException)
        {
            throw new InvalidModelException($"The file is no model exported here, or a damaged one: {exception.Message}", exception);
        }
    }

    private static bool IsZip(Stream file)
    {
        Span<byte> first = stackalloc byte[2];
        file.Position = 0;
        var zip = file.ReadAtLeast(first, 2, throwOnEndOfStream: false) == 2 && first.SequenceEqual("PK"u8);
        file.Position = 0;
        return zip;
    }

    private static (string Settings, byte[] Tensors) Unzip(Stream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        var most = Math.Min(MostBytes, MostUnpacked + (MostRatio * file.Length));
        return (System.Text.Encoding.UTF8.GetString(Bytes(zip, Settings, MostSettings)), Bytes(zip, Tensors, most));
    }

    private static (string Settings, byte[] Tensors) Plain(Stream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Safetensors.Metadata(bytes).TryGetValue(Key, out var json) ? (json, bytes)
            : throw new InvalidDataException("its metadata do not say what it was trained for");
    }

    // What an entry says of its own size is not trusted: it is unpacked piece by piece, and no further than allowed.
    private static byte[] Bytes(ZipArchive zip, string name, long most)
    {
        var entry = zip.GetEntry(name) ?? throw new InvalidDataException($"it holds no {name}");
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        var piece = new byte[1 << 16];
        for (int read; (read = stream.Read(piece)) > 0;)
        {
            if (bytes.Length + read > most)
            {
                throw new InvalidDataException($"{name} unpacks to more than {most >> 10} KiB");
            }

            bytes.Write(piece, 0, read);
        }

        return bytes.Length == entry.Length ? bytes.ToArray()
            : throw new InvalidDataException($"{name} has {bytes.Length} bytes where the zip says {entry.Length}");
    }

    private static void Entry(ZipArchive zip, string name, byte[] bytes)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        stream.Write(bytes);
    }
}
