using Hodl.Core.Data;

namespace Hodl.Server.Runs;

/// <summary>
/// Images and references that a person has brought to be measured, in a temporary folder of their own, which goes with
/// <see cref="Dispose"/>.
/// </summary>
public sealed class ImageUpload : IDisposable
{
    private const int Attempts = 3;
    private readonly SortedSet<string>[] _names = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
    private readonly Lock _gate = new();
    private readonly FileStream _mark;
    private CancellationTokenSource? _stop;
    private bool _isDisposed;

    internal ImageUpload(string id, string person, bool isHeld, string folder, FileStream mark)
    {
        (Id, Person, IsHeld, Folder, _mark) = (id, person, isHeld, folder, mark);
        Directory.CreateDirectory(PathOf(UploadSide.Images));
        Directory.CreateDirectory(PathOf(UploadSide.References));
    }

    /// <summary>Something came, went on or ended; raised on any thread.</summary>
    public event Action? Changed;

    /// <summary>Cannot be guessed.</summary>
    public string Id { get; }

    /// <summary>Whose it is.</summary>
    public string Person { get; }

    /// <summary>Whether a page that is open keeps it, though for hours nothing happens.</summary>
    public bool IsHeld { get; }

    /// <summary>Size of all files.</summary>
    public long Bytes { get; private set; }

    /// <summary>Files of both sides.</summary>
    public int Count => Names(UploadSide.Images).Count + Names(UploadSide.References).Count;

    /// <summary>Whether it is being measured, or waits for its turn.</summary>
    public bool IsMeasuring => _stop is not null;

    /// <summary>Pairs measured so far, of how many.</summary>
    public (int Done, int Total) Progress { get; private set; }

    /// <summary>When the first pair was begun; null while it waits for its turn.</summary>
    public DateTimeOffset? Began { get; private set; }

    /// <summary>What was measured last; null before.</summary>
    public (Measurement Measured, ImagePairs Pairs)? Result { get; private set; }

    /// <summary>Why the last measurement came to no end; empty otherwise.</summary>
    public string Failure { get; private set; } = "";

    internal string Folder { get; }

    internal DateTimeOffset Used { get; set; }

    /// <summary>Names of the files of a side.</summary>
    public IReadOnlyList<string> Names(UploadSide side)
    {
        lock (_gate)
        {
            return [.. _names[(int)side]];
        }
    }

    /// <summary>
    /// What belongs together, as on the command line: one file on each side whatever their names, else files of the same name whatever
    /// their endings.
    /// </summary>
    /// <exception cref="InvalidDataException">A side has no image, or two of a name.</exception>
    public ImagePairs Pairs()
    {
        var (images, references) = (Names(UploadSide.Images), Names(UploadSide.References));
        return images is [var image] && references is [var reference]
            ? ImagePairs.Of(Path.Combine(PathOf(UploadSide.Images), image), Path.Combine(PathOf(UploadSide.References), reference))
            : ImagePairs.Of(PathOf(UploadSide.Images), PathOf(UploadSide.References));
    }

    /// <summary>Stops measuring and removes the files.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _stop?.Cancel();
        }

        _mark.Dispose();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(Folder, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                // Whoever tidies the temporary folder was faster.
                return;
            }
            catch (IOException) when (attempt < Attempts)
            {
                // A file came at this moment, and is the last.
            }
        }
    }

    internal string PathOf(UploadSide side) => Path.Combine(Folder, side == UploadSide.Images ? "images" : "references");

    /// <summary>Puts a file that has come to its side.</summary>
    internal bool Place(UploadSide side, string name, string file)
    {
        lock (_gate)
        {
            if (_isDisposed || IsMeasuring)
            {
                return false;
            }

            var there = new FileInfo(Path.Combine(PathOf(side), name));
            var before = there.Exists ? there.Length : -1;
            File.Move(file, there.FullName, overwrite: true);
            Bytes += new FileInfo(there.FullName).Length - Math.Max(0, before);
            _names[(int)side].Add(name);
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Takes all files away.</summary>
    internal bool Clear()
    {
        lock (_gate)
        {
            if (_isDisposed || IsMeasuring)
            {
                return false;
            }

            foreach (var side in Enum.GetValues<UploadSide>())
            {
                _names[(int)side].Clear();
                foreach (var file in Directory.GetFiles(PathOf(side)))
                {
                    File.Delete(file);
                }
            }

            (Bytes, Result, Failure) = (0, null, "");
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Begins; null when it is being measured already, or gone.</summary>
    internal CancellationTokenSource? Begin(int total)
    {
        lock (_gate)
        {
            if (_isDisposed || IsMeasuring)
            {
                return null;
            }

            (_stop, Progress, Began, Result, Failure) = (new CancellationTokenSource(), (0, total), null, null, "");
        }

        Changed?.Invoke();
        return _stop;
    }

    internal void Told(int done, DateTimeOffset? began = null)
    {
        Progress = (done, Progress.Total);
        Began ??= began;
        Changed?.Invoke();
    }

    internal void End((Measurement, ImagePairs)? result, string failure)
    {
        lock (_gate)
        {
            _stop?.Dispose();
            (_stop, Result, Failure) = (null, result, failure);
        }

        Changed?.Invoke();
    }

    internal void Stop()
    {
        lock (_gate)
        {
            _stop?.Cancel();
        }
    }
}
