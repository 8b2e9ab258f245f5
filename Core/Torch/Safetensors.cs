using System.Buffers.Binary;
using static TorchSharp.torch;

namespace Hodl.Core.Torch;

/// <summary>
/// Tensors by name in the safetensors format, which Python's safetensors package reads and writes too: eight bytes of
/// header length, a JSON header with type, shape and place of each tensor, then the bytes, little-endian and row-major.
/// </summary>
public static class Safetensors
{
    private const int LengthBytes = 8;

    /// <summary>Writes a file; a reader sees the old one or the whole new one, never a part.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var unfinished = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                Save(file, tensors, metadata);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Writes to a stream. The same tensors give the same bytes.</summary>
    public static void Save(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        // Wide elements first keep every tensor aligned.
        var ordered = tensors.OrderByDescending(t => t.Value.element_size()).ThenBy(t => t.Key, StringComparer.Ordinal).ToList();
        var header = SafetensorsHeader.Write(ordered.Select(t => (t.Key, t.Value.dtype, t.Value.shape)), metadata);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in ordered)
        {
            if (tensor.numel() > 0)
            {
                using var detached = tensor.detach();
                using var local = detached.cpu();
                using var flat = local.contiguous();
                stream.Write(flat.bytes);
            }
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no safetensors file, or a damaged one; the message names it and says why.</exception>
    public static SafetensorsFile Load(string path)
    {
        using var file = File.OpenRead(path);
        return Load(file, path);
    }

    /// <summary>Reads from a stream that can seek.</summary>
    /// <param name="stream">From its beginning.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">The content is no safetensors file, or a damaged one.</exception>
    public static SafetensorsFile Load(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            var header = SafetensorsHeader.Read(ReadHeader(stream));
            var start = stream.Position;
            header.CheckPlaces(stream.Length - start);
            foreach (var entry in header.Entries)
            {
                var tensor = empty(entry.Shape, entry.Type);
                tensors.Add(entry.Name, tensor);
                stream.Position = start + entry.Begin;
                stream.ReadExactly(tensor.bytes);
            }
            return new SafetensorsFile(tensors, header.Metadata);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
            throw new InvalidDataException($"'{name}' is no safetensors file, or a damaged one: {exception.Message}", exception);
        }
    }

    /// <summary>The file as bytes, for a checkpoint that goes to the store.</summary>
    public static byte[] Write(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var buffer = new MemoryStream();
        Save(buffer, tensors);
        return buffer.ToArray();
    }

    /// <summary>The tensors of such bytes; they belong to the caller's dispose scope.</summary>
    /// <exception cref="InvalidDataException">The bytes are no safetensors file, or a damaged one.</exception>
    public static Dictionary<string, Tensor> Read(byte[] file)
    {
        using var buffer = new MemoryStream(file, writable: false);
        return Load(buffer, "checkpoint").Tensors;
    }

    /// <summary>The same tensors with these metadata.</summary>
    /// <exception cref="InvalidDataException">The bytes are no safetensors file, or a damaged one.</exception>
    public static byte[] Describe(byte[] file, IReadOnlyDictionary<string, string> metadata)
    {
        using var scope = NewDisposeScope();
        using var buffer = new MemoryStream();
        Save(buffer, Read(file), metadata);
        return buffer.ToArray();
    }

    /// <summary>The metadata of such bytes; the tensors are not read.</summary>
    /// <exception cref="InvalidDataException">The bytes do not begin like a safetensors file.</exception>
    public static IReadOnlyDictionary<string, string> Metadata(byte[] file)
    {
        using var buffer = new MemoryStream(file, writable: false);
        try
        {
            return SafetensorsHeader.Read(ReadHeader(buffer)).Metadata;
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidDataException($"This is no safetensors file, or a damaged one: {exception.Message}", exception);
        }
    }

    private static byte[] ReadHeader(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[LengthBytes];
        stream.ReadExactly(bytes);
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (length < 2 || length > stream.Length - LengthBytes || length > SafetensorsHeader.MostBytes)
        {
            throw new InvalidDataException($"its header would be {length} bytes long");
        }
        var header = new byte[length];
        stream.ReadExactly(header);
        return header;
    }
}
