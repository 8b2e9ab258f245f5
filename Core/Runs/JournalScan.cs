using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Hodl.Core.Runs;

/// <summary>Walks through a journal's frames, batch by batch, over damaged stretches.</summary>
/// <param name="file">The journal.</param>
internal sealed class JournalScan(SafeFileHandle file)
{
    private const int BlockBytes = 1 << 20;
    private byte[] _buffer = new byte[64 << 10];
    private long _start;
    private int _count;
    private (long From, long Length) _hopeless;

    /// <summary>Calls back with every frame of whole batches from <paramref name="from"/> on.</summary>
    /// <returns>Where the next batch begins, and the checksum before it.</returns>
    public (long Through, uint Guard) Read(long from, uint guard, Action<JournalFrame, ReadOnlyMemory<byte>> each,
        Action<JournalDamage> damage)
    {
        var length = RandomAccess.GetLength(file);
        _count = 0;
        var through = from;
        var pending = new List<JournalFrame>();
        var hurt = new List<JournalDamage>();
        for (var at = from; at < length;)
        {
            if (Whole(at, length) is { } frame)
            {
                if (pending.Count > 0 && frame.Offset >= pending[^1].BatchEnd)
                {
                    // The frame that would have ended the batch is damaged, and another batch follows.
                    Commit();
                }

                pending.Add(frame);
                at = frame.End;
                if (frame.Rest == 0)
                {
                    Commit();
                    through = at;
                }

                continue;
            }

            if (Next(at, length) is { } next)
            {
                hurt.Add(new JournalDamage(at, next - at, false));
                at = next;
            }
            else if (pending.Count > 0 && length >= pending[^1].BatchEnd)
            {
                // Written to its end, so that the batch counts but for what is damaged.
                hurt.Add(new JournalDamage(at, length - at, true));
                Commit();
                through = at = length;
            }
            else
            {
                break;
            }
        }

        return (through, through == from ? guard : GuardAt(through));

        void Commit()
        {
            foreach (var frame in pending)
            {
                each(frame, Payload(frame));
            }

            hurt.ForEach(damage);
            hurt.Clear();
            pending.Clear();
        }
    }

    /// <summary>The checksum that lies before an offset.</summary>
    public uint GuardAt(long through)
    {
        Span<byte> bytes = stackalloc byte[JournalFrame.TrailerBytes];
        return through >= bytes.Length && RandomAccess.Read(file, bytes, through - bytes.Length) == bytes.Length
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
    }

    private ReadOnlyMemory<byte> Payload(JournalFrame frame) =>
        Load(frame.Offset, JournalFrame.HeaderBytes + frame.Length).Slice(JournalFrame.HeaderBytes, frame.Length);

    // The frame at an offset when it is all there and its checksum is right.
    private JournalFrame? Whole(long at, long length)
    {
        if (JournalFrame.Read(Load(at, JournalFrame.HeaderBytes).Span, at) is not { } frame || frame.End > length)
        {
            return null;
        }

        var bytes = Load(at, (int)(frame.End - at)).Span;
        return bytes.Length == frame.End - at
            && JournalFrame.IsGood(bytes) ? frame : null;
    }

    // Where the next good frame begins behind a bad one; null when there is none.
    private long? Next(long at, long length)
    {
        if (_hopeless == (at, length))
        {
            return null;
        }

        Span<byte> mark = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, JournalFrame.Mark);
        for (var from = at + 1; from < length - JournalFrame.HeaderBytes;)
        {
            var found = Load(from, BlockBytes).Span.IndexOf(mark);
            if (found < 0)
            {
                from += BlockBytes - sizeof(uint) + 1;
                continue;
            }

            if (Whole(from + found, length) is not null)
            {
                return from + found;
            }

            from += found + 1;
        }

        _hopeless = (at, length);
        return null;
    }

    // Bytes of the file, fewer at its end.
    private ReadOnlyMemory<byte> Load(long at, int count)
    {
        if (at < _start || at + count > _start + _count)
        {
            if (_buffer.Length < count)
            {
                _buffer = new byte[Math.Max(count, BlockBytes)];
            }

            (_start, _count) = (at, 0);
            while (_count < _buffer.Length && RandomAccess.Read(file, _buffer.AsSpan(_count), at + _count) is > 0 and var read)
            {
                _count += read;
            }
        }

        return _buffer.AsMemory((int)(at - _start), (int)Math.Min(count, Math.Max(0, _start + _count - at)));
    }
}
