using Hodl.Core.Runs;
using Microsoft.Win32.SafeHandles;

namespace Hodl.Server.Store;

/// <summary>A file of the catalog as LiteDB's engine reads and writes it; <see cref="Flush"/> syncs.</summary>
internal class CatalogFile : Stream
{
    private long _position;

    private readonly FilePlace _place;
    private readonly Lock _gate = new();
    private DateTime _written;

    public CatalogFile(string path)
    {
        Handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        _place = new FilePlace(Handle, path);
        Remember();
    }

    /// <summary>Whether the file lies where it was opened, and nobody else wrote into it.</summary>
    public bool IsOwn
    {
        get
        {
            // LiteDB also writes from threads of its own.
            lock (_gate)
            {
                return _place.IsKept && File.GetLastWriteTimeUtc(Handle) == _written;
            }
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => RandomAccess.GetLength(Handle);

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <summary>After a write that failed nothing more is written, until the file is opened again.</summary>
    public bool IsBroken { get; private set; }

    protected SafeFileHandle Handle { get; }

    /// <summary>Nothing more is written, whatever LiteDB still tries.</summary>
    public void Break() => IsBroken = true;

    /// <inheritdoc/>
    public override void Flush() => Guarded(() => RandomAccess.FlushToDisk(Handle));

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = ReadAt(buffer.AsSpan(offset, count), _position);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        var at = _position;
        Guarded(() => WriteAt(buffer.AsSpan(offset, count), at));
        _position += count;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        _position = origin == SeekOrigin.Begin ? offset : origin == SeekOrigin.Current ? _position + offset : Length + offset;

    /// <inheritdoc/>
    public override void SetLength(long value) => Guarded(() => Cut(value));

    protected virtual int ReadAt(Span<byte> bytes, long at)
    {
        var all = 0;
        while (all < bytes.Length && RandomAccess.Read(Handle, bytes[all..], at + all) is > 0 and var read)
        {
            all += read;
        }

        return all;
    }

    protected virtual void WriteAt(ReadOnlySpan<byte> bytes, long at) => RandomAccess.Write(Handle, bytes, at);

    protected virtual void Cut(long length) => RandomAccess.SetLength(Handle, length);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Handle.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>What was written until now was written here.</summary>
    protected void Remember() => _written = File.GetLastWriteTimeUtc(Handle);

    private void Guarded(Action write)
    {
        if (IsBroken)
        {
            throw new IOException("An earlier write of the catalog failed.");
        }

        try
        {
            lock (_gate)
            {
                write();
                Remember();
            }
        }
        catch
        {
            IsBroken = true;
            throw;
        }
    }
}
