using System.Security.Cryptography;
using Hodl.Core.Imaging;

namespace Hodl.Server.Runs;

/// <summary>
/// Applies models to people's images, one at a time on a thread of its own, and keeps the latest results in memory: they
/// are nobody's data but the uploader's, and gone with the process.
/// </summary>
/// <param name="shelf">The models.</param>
/// <param name="clock">Measures.</param>
public sealed class Restorations(ModelShelf shelf, TimeProvider clock) : IDisposable
{
    /// <summary>The largest upload.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>The longest side that is taken, in pixels.</summary>
    public const int MostSide = 8192;

    /// <summary>The most pixels that are taken.</summary>
    public const int MostPixels = 16_000_000;

    private const long MostKept = 256L << 20;
    private readonly SemaphoreSlim turn = new(1);
    private readonly Lock gate = new();
    private readonly LinkedList<(Restoration About, byte[] Input, byte[] Output)> kept = new();

    /// <summary>Restores an uploaded file.</summary>
    /// <param name="model">The model's id.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="file">Its bytes.</param>
    /// <param name="token">The uploader went away.</param>
    /// <exception cref="InvalidModelException">The file is no image, too large, or the model cannot be applied; said to a person.</exception>
    public async Task<Restoration> Restore(long model, string name, byte[] file, CancellationToken token)
    {
        name = Path.GetFileName(name) is { Length: > 0 } given ? given[..Math.Min(100, given.Length)] : "image";
        await turn.WaitAsync(token);
        try
        {
            return await Task.Factory.StartNew(() => Compute(model, name, file, token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A result that is still kept, with its PNGs.</summary>
    public (Restoration About, byte[] Input, byte[] Output)? Find(string id)
    {
        lock (gate)
        {
            return kept.FirstOrDefault(one => one.About.Id == id) is { About: not null } found ? found : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private Restoration Compute(long model, string name, byte[] file, CancellationToken token)
    {
        var input = Decode(name, file);
        var began = clock.GetTimestamp();
        var output = shelf.Restore(model, input, token);
        var about = new Restoration(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), name, model, input.Height, input.Width, input.Channels, output.Channels, clock.GetElapsedTime(began).TotalSeconds);
        Keep((about, ImageFile.EncodePng(input), ImageFile.EncodePng(output)));
        return about;
    }

    private static Image Decode(string name, byte[] file)
    {
        try
        {
            var (height, width) = ImageFile.Size(file, name);
            return height > MostSide || width > MostSide || (long)height * width > MostPixels
                ? throw new InvalidModelException($"{name} has {width} × {height} pixels; at most {MostSide} a side and {MostPixels / 1_000_000} million in all are taken.")
                : ImageFile.Decode(file, name);
        }
        catch (ImageFileException exception)
        {
            throw new InvalidModelException($"{name} is no readable image: it is not an image file, or damaged, or cut short ({Shortly(exception, name)}).", exception);
        }
    }

    private static string Shortly(ImageFileException exception, string name)
    {
        var reason = exception.Message.Replace($"{name} is no readable image: ", "", StringComparison.Ordinal);
        return reason.Split(';')[0].Trim();
    }

    private void Keep((Restoration About, byte[] Input, byte[] Output) result)
    {
        lock (gate)
        {
            kept.AddLast(result);
            while (kept.Count > 1 && kept.Sum(one => (long)one.Input.Length + one.Output.Length) > MostKept)
            {
                kept.RemoveFirst();
            }
        }
    }
}
