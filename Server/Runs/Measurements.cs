using System.Globalization;
using System.Security.Cryptography;
using Hodl.Core.Data;

namespace Hodl.Server.Runs;

/// <summary>
/// Measures images that people bring against references that they bring, as <c>measure</c> does, one upload at a time on a thread of its
/// own. The files lie in temporary folders and go with the page, on demand, or after an hour in which nothing happened.
/// </summary>
/// <param name="options">Where the weights of LPIPS lie.</param>
/// <param name="clock">Measures.</param>
public sealed class Measurements(RunOptions options, TimeProvider clock) : IDisposable
{
    /// <summary>Files of an upload.</summary>
    public const int MostFiles = 4000;

    /// <summary>Bytes of an upload.</summary>
    public const long MostBytes = 2L << 30;

    private const int MostUploads = 50;
    private const long MostInAll = 8L << 30;
    private const string Prefix = "hodl-measure-", Mark = "in-use";
    private static readonly TimeSpan _patience = TimeSpan.FromHours(1), _longPatience = TimeSpan.FromDays(1);
    private readonly Dictionary<string, ImageUpload> _uploads = [];
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private ITimer? _tidying;

    /// <summary>Begins an upload.</summary>
    /// <param name="person">Whose it is.</param>
    /// <param name="isHeld">Whether a page keeps it until it closes it, for a day at most.</param>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    public ImageUpload Open(string person, bool isHeld)
    {
        Tidy();
        lock (_gate)
        {
            if (_tidying is null)
            {
                Leftovers();
                _tidying = clock.CreateTimer(_ => Tidy(), null, _patience / 4, _patience / 4);
            }

            if (_uploads.Count >= MostUploads)
            {
                throw new InvalidOperationException($"{_uploads.Count} uploads are open, allowed are {MostUploads}: close one, or wait.");
            }

            var folder = Directory.CreateTempSubdirectory(Prefix).FullName;
            var upload = new ImageUpload(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), person, isHeld, folder, Hold(folder))
            {
                Used = clock.GetUtcNow(),
            };
            _uploads.Add(upload.Id, upload);
            return upload;
        }
    }

    /// <summary>A person's upload; null when there is none.</summary>
    public ImageUpload? Find(string person, string id)
    {
        lock (_gate)
        {
            if (_uploads.GetValueOrDefault(id) is { } found && found.Person == person)
            {
                found.Used = clock.GetUtcNow();
                return found;
            }

            return null;
        }
    }

    /// <summary>Takes a file; one of the same name gives way.</summary>
    /// <param name="upload">Where to.</param>
    /// <param name="side">Which side.</param>
    /// <param name="name">Its name, without folders.</param>
    /// <param name="copy">Writes it into a file; false when it is longer than allowed.</param>
    /// <returns>False when it is longer than <see cref="Restorations.MostBytes"/>.</returns>
    /// <exception cref="ArgumentException">The name is not an image's, or there is no room.</exception>
    /// <exception cref="InvalidOperationException">It is being measured, or closed.</exception>
    public async Task<bool> TakeAsync(ImageUpload upload, UploadSide side, string name, Func<Stream, Task<bool>> copy)
    {
        if (name.Length > 200 || Path.GetFileName(name) != name || name.Contains('\\', StringComparison.Ordinal) || !ImageFolder.IsImage(name))
        {
            throw new ArgumentException($"name = {name}: allowed is a file's name of at most 200 characters that ends in {string.Join(", ", ImageFolder.Endings)}.");
        }

        if (upload.Count >= MostFiles || upload.Bytes >= MostBytes)
        {
            throw new ArgumentException($"{name}: allowed are {MostFiles} files and {MostBytes >> 20} MiB; {upload.Count} files and {upload.Bytes >> 20} MiB are there.");
        }

        lock (_gate)
        {
            if (_uploads.Values.Sum(other => other.Bytes) >= MostInAll)
            {
                throw new InvalidOperationException("Others measure very much just now: try again later.");
            }
        }

        var part = Path.Combine(upload.Folder, Path.GetRandomFileName());
        try
        {
            bool isWhole;
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                isWhole = await copy(file);
            }

            return isWhole && (upload.Place(side, name, part) ? true
                : throw new InvalidOperationException($"{name} came too late: its images are being measured, or gone."));
        }
        catch (DirectoryNotFoundException gone)
        {
            throw new InvalidOperationException($"{name} came too late: its upload is closed.", gone);
        }
        finally
        {
            if (Directory.Exists(upload.Folder))
            {
                File.Delete(part);
            }
        }
    }

    /// <summary>Takes its files away.</summary>
    /// <returns>False when it is being measured, or closed.</returns>
    public bool Clear(ImageUpload upload) => upload.Clear();

    /// <summary>Starts to measure what belongs together.</summary>
    /// <param name="upload">What.</param>
    /// <param name="border">Pixels cut off on every side first.</param>
    /// <returns>Ends with the measurement; never fails.</returns>
    /// <exception cref="ArgumentException">The border is out of range.</exception>
    /// <exception cref="InvalidDataException">A side has no image, or two of a name; or no two belong together.</exception>
    /// <exception cref="InvalidOperationException">It is being measured already, or closed.</exception>
    public Task Start(ImageUpload upload, int border)
    {
        if (border is < 0 or > Measurement.MostBorder)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"border = {border}: allowed is 0 … {Measurement.MostBorder}."));
        }

        ImagePairs pairs;
        try
        {
            pairs = upload.Pairs();
        }
        catch (InvalidDataException refusal)
        {
            throw new InvalidDataException(refusal.Message.Replace(upload.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), refusal);
        }
        catch (IOException gone)
        {
            throw new InvalidOperationException("The upload is closed.", gone);
        }

        if (pairs.Pairs.Count == 0)
        {
            throw new InvalidDataException("No image has the name of a reference.");
        }

        return upload.Begin(pairs.Pairs.Count) is { } stop ? Task.Factory.StartNew(() => Run(upload, pairs, border, stop.Token),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : throw new InvalidOperationException("It is being measured already.");
    }

    /// <summary>Stops measuring; nothing happens when it is over.</summary>
    public void Stop(ImageUpload upload) => upload.Stop();

    /// <summary>Ends an upload; its files are gone.</summary>
    public void Close(ImageUpload upload)
    {
        lock (_gate)
        {
            _uploads.Remove(upload.Id);
        }

        upload.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tidying?.Dispose();
        foreach (var upload in All())
        {
            Close(upload);
        }
    }

    private void Run(ImageUpload upload, ImagePairs pairs, int border, CancellationToken token)
    {
        try
        {
            _turn.Wait(token);
            try
            {
                upload.Told(0, clock.GetUtcNow());
                var measured = Measurement.Of(pairs.Pairs, border, options.DataRoot, Restorations.MostPixels, new Told(done => upload.Told(done)), token);
                upload.Used = clock.GetUtcNow();
                upload.End((measured, pairs), "");
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException)
        {
            upload.End(null, "Stopped.");
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or OutOfMemoryException)
        {
            upload.End(null, failure.Message);
        }
    }

    private List<ImageUpload> All()
    {
        lock (_gate)
        {
            return [.. _uploads.Values];
        }
    }

    private void Tidy()
    {
        foreach (var upload in All().Where(upload => !upload.IsMeasuring && clock.GetUtcNow() - upload.Used > (upload.IsHeld ? _longPatience
            : _patience)))
        {
            Close(upload);
        }
    }

    // Held open as long as the folder is used: what a process that was killed leaves is told by it.
    private static FileStream Hold(string folder) => new(Path.Combine(folder, Mark), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);

    private static void Leftovers()
    {
        foreach (var folder in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
        {
            try
            {
                // One without the mark may be just about to get it.
                if (File.Exists(Path.Combine(folder.FullName, Mark)) || DateTime.UtcNow - folder.CreationTimeUtc > _patience)
                {
                    Hold(folder.FullName).Dispose();
                    folder.Delete(recursive: true);
                }
            }
            catch (Exception used) when (used is IOException or UnauthorizedAccessException)
            {
                // Another process' or another person's.
            }
        }
    }

    private sealed class Told(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
