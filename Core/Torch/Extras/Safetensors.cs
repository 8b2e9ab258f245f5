using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>
/// Tensors by name in the safetensors format: 8 bytes little-endian length, a JSON header with dtype, shape and byte
/// range of each tensor, then the bytes; exact for every bit pattern. Source: github.com/huggingface/safetensors.
/// </summary>
public static class Safetensors
{
    private static readonly (string Name, ScalarType Type)[] Types =
    [
        ("F64", ScalarType.Float64), ("F32", ScalarType.Float32), ("I64", ScalarType.Int64), ("I32", ScalarType.Int32),
        ("I16", ScalarType.Int16), ("I8", ScalarType.Int8), ("U8", ScalarType.Byte), ("BOOL", ScalarType.Bool),
    ];

    /// <summary>The file's bytes; tensors of any device, in the order of the dictionary.</summary>
    /// <exception cref="ArgumentException">A tensor has a type that the format or this writer does not know.</exception>
    public static byte[] Write(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var plain = tensors.ToDictionary(pair => pair.Key, pair => pair.Value.detach().cpu().contiguous());
        var header = new Dictionary<string, Entry>();
        long offset = 0;
        foreach (var (name, value) in plain)
        {
            var length = value.numel() * value.element_size();
            header[name] = new(NameOf(value.dtype), value.shape, [offset, offset + length]);
            offset += length;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var file = new byte[8 + json.Length + offset];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        foreach (var (name, value) in plain)
        {
            value.bytes.CopyTo(file.AsSpan(8 + json.Length + (int)header[name].data_offsets[0]));
        }

        return file;
    }

    /// <summary>The tensors of a file, on the CPU; they belong to the caller's dispose scope.</summary>
    /// <exception cref="InvalidDataException">The bytes are no safetensors file, or a truncated one.</exception>
    public static Dictionary<string, Tensor> Read(byte[] file)
    {
        var length = file.Length >= 8 ? BinaryPrimitives.ReadInt64LittleEndian(file) : -1;
        if (length < 0 || length > file.Length - 8)
        {
            throw new InvalidDataException("No safetensors file: its header does not fit.");
        }

        var header = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(file.AsSpan(8, (int)length)) ?? [];
        var body = file.AsSpan(8 + (int)length);
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, element) in header.Where(pair => pair.Key != "__metadata__"))
        {
            tensors[name] = Tensor(name, element.Deserialize<Entry>()!, body);
        }

        return tensors;
    }

    private static Tensor Tensor(string name, Entry entry, ReadOnlySpan<byte> body)
    {
        var type = Types.FirstOrDefault(pair => pair.Name == entry.dtype);
        if (type.Name is null || entry.data_offsets is not [>= 0 and var begin, var end] || end < begin || end > body.Length)
        {
            throw new InvalidDataException($"Safetensors: {name} has an unknown type or lies outside of the file.");
        }

        var value = zeros(entry.shape, type.Type);
        if (value.numel() * value.element_size() != end - begin)
        {
            throw new InvalidDataException($"Safetensors: {name} has {end - begin} bytes, its shape asks for {value.numel() * value.element_size()}.");
        }

        body[(int)begin..(int)end].CopyTo(value.bytes);
        return value;
    }

    private static string NameOf(ScalarType type) =>
        Array.Find(Types, pair => pair.Type == type).Name ?? throw new ArgumentException($"Safetensors: no name for {type}.", nameof(type));

    // The format's own key names.
    private sealed record Entry(string dtype, long[] shape, long[] data_offsets);
}
