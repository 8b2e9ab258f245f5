using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Hodl.Core.Runs;

/// <summary>The frames of one batch, as bytes.</summary>
internal sealed class JournalBuffer
{
    private readonly List<(int Start, JournalKind Kind)> _frames = [];
    private byte[] _bytes = new byte[16 << 10];
    private int _length;

    /// <summary>Empties it for the next batch.</summary>
    public void Clear()
    {
        _length = 0;
        _frames.Clear();
        // One big batch must not hold its memory for the rest of the run.
        if (_bytes.Length > 4 << 20)
        {
            _bytes = new byte[16 << 10];
        }
    }

    /// <summary>Begins a frame; what is written until <see cref="End"/> is its payload.</summary>
    public void Begin(JournalKind kind)
    {
        _frames.Add((_length, kind));
        Take(JournalFrame.HeaderBytes);
    }

    /// <summary>Ends the frame.</summary>
    public void End() => Take(JournalFrame.TrailerBytes);

    /// <summary>Fills in headers and checksums.</summary>
    /// <returns>The whole batch.</returns>
    public ReadOnlyMemory<byte> Finish(long sequence)
    {
        for (var i = 0; i < _frames.Count; i++)
        {
            var (start, kind) = _frames[i];
            var end = i + 1 < _frames.Count ? _frames[i + 1].Start : _length;
            var frame = _bytes.AsSpan(start, end - start);
            JournalFrame.Write(frame, kind, sequence, frame.Length - JournalFrame.HeaderBytes - JournalFrame.TrailerBytes, _length - end);
            BinaryPrimitives.WriteUInt32LittleEndian(frame[^JournalFrame.TrailerBytes..], Crc32C.Of(frame[..^JournalFrame.TrailerBytes]));
        }

        return _bytes.AsMemory(0, _length);
    }

    /// <summary>Appends a number.</summary>
    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    /// <summary>Appends a number.</summary>
    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    /// <summary>Appends a number, bit for bit.</summary>
    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Appends text with its length.</summary>
    public void Write(string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        Write(count);
        Encoding.UTF8.GetBytes(text, Take(count));
    }

    /// <summary>Appends numbers, bit for bit.</summary>
    public void Write(ReadOnlySpan<double> values) => Write(MemoryMarshal.Cast<double, long>(values));

    /// <summary>Appends numbers.</summary>
    public void Write(ReadOnlySpan<long> values)
    {
        var bytes = Take(values.Length * sizeof(long));
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(i * sizeof(long))..], values[i]);
        }
    }

    private Span<byte> Take(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, (long)_length + count)));
        }

        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
