using System.Buffers.Binary;
using System.IO.Compression;

namespace Hodl.Core.Data;

/// <summary>The idx format of MNIST: magic 0x0000 08 n (unsigned bytes, n dimensions), n big-endian sizes, then the bytes; gzipped or not.</summary>
/// <param name="Shape">Sizes.</param>
/// <param name="Bytes">Values, the last dimension fastest.</param>
public sealed record IdxFile(int[] Shape, byte[] Bytes)
{
    private static readonly byte[] _gzip = [0x1f, 0x8b];

    /// <summary>
    /// The file of a name as it is published or as it is found unpacked: <c>train-images-idx3-ubyte</c> or
    /// <c>train-images.idx3-ubyte</c>, with or without <c>.gz</c>; null when there is none.
    /// </summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="name">Its published name; one of another kind is looked for as it is.</param>
    public static string? Find(string folder, string name)
    {
        var plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && name.Contains("-idx", StringComparison.Ordinal) ? name[..^3]
            : name;
        var dotted = plain.Replace("-idx", ".idx", StringComparison.Ordinal);
        return new[] { name, plain + ".gz", plain, dotted + ".gz", dotted }.Select(file => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>An idx file's published name without <c>.gz</c>, whichever way it is spelled; null for a file of another kind.</summary>
    public static string? PlainName(string file)
    {
        var name = Path.GetFileName(file).Replace(".idx", "-idx", StringComparison.Ordinal);
        return !name.Contains("-idx", StringComparison.Ordinal) ? null
            : name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
    }

    /// <summary>
    /// A file's bytes unpacked, where it is packed; that is seen from its bytes: many a program unpacks and keeps the ending. The file
    /// itself stays open.
    /// </summary>
    public static Stream Unpack(Stream raw)
    {
        Span<byte> head = stackalloc byte[2];
        var isPacked = raw.ReadAtLeast(head, 2, throwOnEndOfStream: false) == 2 && head.SequenceEqual(_gzip);
        raw.Position = 0;
        return isPacked ? new GZipStream(raw, CompressionMode.Decompress, leaveOpen: true) : raw;
    }

    /// <summary>Reads a file, packed or not.</summary>
    /// <exception cref="InvalidDataException">It is no idx file of bytes, or is cut short; the message names it.</exception>
    public static IdxFile Read(string file)
    {
        using var raw = File.OpenRead(file);
        using var stream = Unpack(raw);
        Span<byte> head = stackalloc byte[4];
        try
        {
            stream.ReadExactly(head);
            if (head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] is 0 or > 4)
            {
                throw new InvalidDataException($"{file} is no idx file of bytes, {(stream is GZipStream ? "" : "neither plain nor gzipped: it ")}begins with {Convert.ToHexString(head)}.");
            }

            var shape = new int[head[3]];
            for (var i = 0; i < shape.Length; i++)
            {
                stream.ReadExactly(head);
                shape[i] = BinaryPrimitives.ReadInt32BigEndian(head);
            }

            var count = shape.Aggregate(1L, (a, b) => checked(a * b));
            if (count < 0 || count > Array.MaxLength)
            {
                throw new InvalidDataException($"{file} is cut short or damaged.");
            }

            return new(shape, Numbers(stream, count));
        }
        catch (Exception exception) when (exception is EndOfStreamException or OverflowException
            || (exception is InvalidDataException && !exception.Message.Contains(file, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"{file} is cut short or damaged.", exception);
        }
    }

    // Piece by piece: what a damaged file says of its size costs no memory.
    private static byte[] Numbers(Stream stream, long count)
    {
        using var bytes = new MemoryStream();
        var piece = new byte[1 << 16];
        while (bytes.Length < count)
        {
            var read = stream.Read(piece, 0, (int)Math.Min(piece.Length, count - bytes.Length));
            bytes.Write(piece, 0, read > 0 ? read : throw new EndOfStreamException());
        }

        return bytes.ToArray();
    }
}
