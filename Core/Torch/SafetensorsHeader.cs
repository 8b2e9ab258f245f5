using System.Text.Json;
using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>The JSON part of a safetensors file.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's own limit.</summary>
    internal const int MostBytes = 100_000_000;

    private const long Most = 1L << 48;

    private const string MetadataName = "__metadata__";

    private static readonly Dictionary<string, (ScalarType Type, int Bytes)> Types = new(StringComparer.Ordinal)
    {
        ["F64"] = (ScalarType.Float64, 8),
        ["F32"] = (ScalarType.Float32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I64"] = (ScalarType.Int64, 8),
        ["I32"] = (ScalarType.Int32, 4),
        ["I16"] = (ScalarType.Int16, 2),
        ["I8"] = (ScalarType.Int8, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["BOOL"] = (ScalarType.Bool, 1),
        ["C64"] = (ScalarType.ComplexFloat32, 8),
    };

    internal List<Entry> Entries { get; } = [];

    internal Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    internal static byte[] Write(IEnumerable<(string Name, ScalarType Type, long[] Shape)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataName);
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (var (name, type, shape) in tensors)
            {
                offset = WriteEntry(json, name, type, shape, offset);
            }
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }
        return buffer.ToArray();
    }

    /// <exception cref="InvalidDataException">These bytes are no such header.</exception>
    internal static SafetensorsHeader Read(byte[] bytes)
    {
        try
        {
            return Parse(bytes);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Text that is no Unicode, or a value of another kind than it should be.
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    private static SafetensorsHeader Parse(byte[] bytes)
    {
        var header = new SafetensorsHeader();
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(bytes);
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (property.Name == MetadataName)
            {
                foreach (var item in property.Value.EnumerateObject())
                {
                    header.Metadata[item.Name] = item.Value.GetString() ?? "";
                }
            }
            else
            {
                header.Entries.Add(names.Add(property.Name) ? ReadEntry(property.Name, property.Value)
                    : throw new InvalidDataException($"two tensors have the name '{property.Name}'"));
            }
        }
        return header;
    }

    /// <summary>Every tensor lies within the data, and no two share bytes.</summary>
    internal void CheckPlaces(long dataBytes)
    {
        long end = 0;
        foreach (var entry in Entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin < end || entry.End > dataBytes)
            {
                throw new InvalidDataException($"tensor '{entry.Name}' lies at bytes {entry.Begin} to {entry.End} of {dataBytes}, after one that ends at {end}");
            }
            end = entry.End;
        }
    }

    private static long WriteEntry(Utf8JsonWriter json, string name, ScalarType type, long[] shape, long offset)
    {
        var (label, known) = Types.FirstOrDefault(t => t.Value.Type == type);
        if (label is null)
        {
            throw new ArgumentException($"the safetensors format has no place for tensor '{name}' of type {type}");
        }
        var end = offset + shape.Aggregate((long)known.Bytes, (bytes, size) => bytes * size);
        json.WriteStartObject(name);
        json.WriteString("dtype", label);
        json.WriteStartArray("shape");
        Array.ForEach(shape, json.WriteNumberValue);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    private static Entry ReadEntry(string name, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String
            || !json.TryGetProperty("shape", out var shapeJson) || !TryNumbers(shapeJson, out var shape)
            || !json.TryGetProperty("data_offsets", out var places) || !TryNumbers(places, out var offsets) || offsets.Length != 2)
        {
            throw new InvalidDataException($"tensor '{name}' lacks its type, shape or place");
        }
        if (!Types.TryGetValue(dtype.GetString()!, out var known))
        {
            throw new InvalidDataException($"tensor '{name}' has the unknown type '{dtype.GetString()}'");
        }
        // Each product that somebody may compute, also where another length is 0.
        var most = shape.Aggregate((Int128)known.Bytes, (product, size) => product > Most ? product : product * Math.Max(size, 1));
        var bytes = most > Most ? most : shape.Aggregate((Int128)known.Bytes, (product, size) => product * size);
        if (most > Most || bytes != offsets[1] - offsets[0])
        {
            throw new InvalidDataException($"tensor '{name}' of shape [{string.Join(", ", shape)}] does not fill bytes {offsets[0]} to {offsets[1]}");
        }
        return new Entry(name, known.Type, shape, offsets[0], offsets[1]);
    }

    private static bool TryNumbers(JsonElement json, out long[] numbers)
    {
        numbers = [];
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() > 64)
        {
            return false;
        }
        var list = new List<long>();
        foreach (var item in json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out var number) || number is < 0 or > 1L << 40)
            {
                return false;
            }
            list.Add(number);
        }
        numbers = [.. list];
        return true;
    }

    internal sealed record Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End);
}
