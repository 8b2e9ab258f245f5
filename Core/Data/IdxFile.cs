using System.Buffers.Binary;
using System.IO.Compression;

namespace Hodl.Core.Data;

/// <summary>The idx format of MNIST: magic 0x0000 08 n (unsigned bytes, n dimensions), n big-endian sizes, then the bytes; gzipped or not.</summary>
/// <param name="Shape">Sizes.</param>
/// <param name="Bytes">Values, the last dimension fastest.</param>
public sealed record IdxFile(int[] Shape, byte[] Bytes)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no idx file of bytes, or is cut short.</exception>
    public static IdxFile Read(string file)
    {
        using var raw = File.OpenRead(file);
        using var stream = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(raw, CompressionMode.Decompress) : (Stream)raw;
        try
        {
            Span<byte> head = stackalloc byte[4];
            stream.ReadExactly(head);
            if (head[0] != 0 || head[1] != 0 || head[2] != 8 || head[3] is 0 or > 4)
            {
                throw new InvalidDataException($"{file} is no idx file of bytes.");
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

            return new(shape, Unpacked(stream, count));
        }
        catch (Exception exception) when (exception is EndOfStreamException or OverflowException)
        {
            throw new InvalidDataException($"{file} is cut short or damaged.", exception);
        }
    }

    // Piece by piece: what a damaged file says of its size costs no memory.
    private static byte[] Unpacked(Stream stream, long count)
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
