using System.Buffers.Binary;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>
/// LiteDB's log, with a checksum behind each page. LiteDB itself never syncs its log and trusts every page of it; here what
/// a power cut left incomplete is cut when the log is opened, back to the page that confirms the last whole transaction.
/// <see cref="CatalogFile.Flush"/> makes everything confirmed so far outlive one.
/// </summary>
internal sealed class CatalogLog : CatalogFile
{
    private const int Page = 8192;
    private const int Record = Page + 8;
    private const int ConfirmedAt = 18;
    private readonly CatalogFile _data;
    private readonly byte[] _record = new byte[Record];
    private long _pages;

    /// <param name="path">The file.</param>
    /// <param name="data">The pages that the log is copied to before it is emptied.</param>
    /// <param name="most">Bytes of LiteDB's log that count at most; what lies behind them was never acknowledged.</param>
    public CatalogLog(string path, CatalogFile data, long most = long.MaxValue)
        : base(path)
    {
        _data = data;
        Mend(most / Page);
    }

    /// <inheritdoc/>
    public override long Length => _pages * Page;

    /// <inheritdoc/>
    protected override int ReadAt(Span<byte> bytes, long at)
    {
        var (page, within) = Math.DivRem(at, Page);
        var count = (int)Math.Min(bytes.Length, Math.Max(0, Length - at));
        if (within + count > Page)
        {
            throw new NotSupportedException("LiteDB reads its log by whole pages.");
        }

        return base.ReadAt(bytes[..count], (page * Record) + within);
    }

    /// <inheritdoc/>
    protected override void WriteAt(ReadOnlySpan<byte> bytes, long at)
    {
        if (bytes.Length != Page || at % Page != 0 || at > Length)
        {
            throw new NotSupportedException("LiteDB appends to its log by whole pages.");
        }

        if (at < Length)
        {
            Cut(at);
        }

        bytes.CopyTo(_record);
        BinaryPrimitives.WriteUInt32LittleEndian(_record.AsSpan(Page), Sum(_record, _pages));
        RandomAccess.Write(Handle, _record, _pages * Record);
        _pages++;
    }

    /// <inheritdoc/>
    protected override void Cut(long length)
    {
        // What the log holds must be on the disk elsewhere before it goes, and be gone before anything new takes its place.
        _data.Flush();
        _pages = length / Page;
        RandomAccess.SetLength(Handle, _pages * Record);
        RandomAccess.FlushToDisk(Handle);
    }

    private static uint Sum(ReadOnlySpan<byte> record, long page)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, page);
        return ~Crc32C.Add(Crc32C.Add(uint.MaxValue, number), record[..Page]);
    }

    private void Mend(long most)
    {
        var confirmed = 0L;
        var length = RandomAccess.GetLength(Handle);
        for (var page = 0L; page < most && (page + 1) * Record <= length; page++)
        {
            base.ReadAt(_record, page * Record);
            if (BinaryPrimitives.ReadUInt32LittleEndian(_record.AsSpan(Page)) != Sum(_record, page))
            {
                break;
            }

            if (_record[ConfirmedAt] != 0)
            {
                confirmed = page + 1;
            }
        }

        if (length != confirmed * Record)
        {
            RandomAccess.SetLength(Handle, confirmed * Record);
            RandomAccess.FlushToDisk(Handle);
        }

        _pages = confirmed;
        Remember();
    }
}
