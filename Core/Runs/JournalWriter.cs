using Microsoft.Win32.SafeHandles;

namespace Hodl.Core.Runs;

/// <summary>
/// Appends batches to a run's journal. A batch is kept when <see cref="Append"/> has returned: it was written and synced.
/// One that failed leaves nothing behind; the same batch can be appended again.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _folder;
    private readonly string _path;
    private readonly FilePlace _place;
    private bool _unclean;
    private bool _isNamed;

    /// <summary>Opens the file, creating it when it is missing.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="length">Bytes of it that are good; what lies behind them is a torn write and is cut.</param>
    public JournalWriter(string path, long length)
    {
        (_path, _folder) = (path, Path.GetDirectoryName(path)!);
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _place = new FilePlace(_file, path);
        Length = length;
        _unclean = RandomAccess.GetLength(_file) > length;
    }

    /// <summary>Bytes that are kept.</summary>
    public long Length { get; private set; }

    /// <summary>Writes and syncs.</summary>
    /// <exception cref="IOException">The disk is full or fails, or the file was taken away; nothing was kept.</exception>
    public void Append(ReadOnlyMemory<byte> batch, bool sync = true)
    {
        if (_unclean)
        {
            RandomAccess.SetLength(_file, Length);
            RandomAccess.FlushToDisk(_file);
        }

        _unclean = true;
        RandomAccess.Write(_file, batch.Span, Length);
        if (sync)
        {
            RandomAccess.FlushToDisk(_file);
            SyncNames();
        }

        if (!_place.IsKept)
        {
            throw new IOException($"{_path} was deleted or moved while it is written: what comes is kept nowhere.");
        }

        Length += batch.Length;
        _unclean = false;
    }

    // The file's name and its folder's, once, also when an earlier writer made them: he may have ended before he synced them.
    // Behind the file: what its sync has written with it costs nothing more.
    private void SyncNames()
    {
        if (!_isNamed)
        {
            Disk.SyncFolder(_folder);
            Disk.SyncFolder(Path.GetDirectoryName(_folder)!);
            _isNamed = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
