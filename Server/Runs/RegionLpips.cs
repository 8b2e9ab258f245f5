using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Server.Store;

namespace Hodl.Server.Runs;

/// <summary>LPIPS of a region of a run's image against the run's reference: what a browser cannot compute. One at a time.</summary>
/// <param name="store">The images.</param>
/// <param name="options">Where the weights lie.</param>
public sealed class RegionLpips(RunStore store, RunOptions options) : IDisposable
{
    /// <summary>The largest side of a region.</summary>
    public const int MostSide = 1024;

    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Measures.</summary>
    /// <param name="run">The run.</param>
    /// <param name="image">Its image.</param>
    /// <param name="reference">How the SHA-256 of one of the run's other images begins.</param>
    /// <param name="region">Left, top, width, height.</param>
    /// <param name="token">The asker went away.</param>
    /// <returns>The distance by the SqueezeNet, or why there is none.</returns>
    public async Task<(double? Distance, string Reason)> Measure(long run, long image, string reference, (int X, int Y, int Width, int Height) region, CancellationToken token)
    {
        if (reference.Length < 8 || store.Images(run).FirstOrDefault(other => other.Sha256.StartsWith(reference, StringComparison.Ordinal)) is not { } truth
            || store.ImageFile(run, image) is not { } file || store.ImageFile(run, truth.Id) is not { } against)
        {
            return (null, $"Run {run} has no such images.");
        }

        var (x, y, width, height) = region;
        if (Math.Min(width, height) < Lpips.LeastSide || Math.Max(width, height) > MostSide)
        {
            return (null, $"A region of {width} × {height}: LPIPS wants {Lpips.LeastSide} … {MostSide} pixels a side.");
        }

        await turn.WaitAsync(token);
        try
        {
            return await Task.Run<(double?, string)>(() =>
            {
                var (a, b) = (ImageFile.Decode(file.Png, "image"), ImageFile.Decode(against.Png, "reference"));
                return x < 0 || y < 0 || x > a.Width - width || y > a.Height - height || (a.Width, a.Height) != (b.Width, b.Height)
                    ? (null, $"The region leaves the image of {a.Width} × {a.Height}, or the reference has another size.")
                    : a.Channels != 3 || b.Channels != 3 ? (null, "LPIPS compares RGB images.")
                    : (LpipsWeights.Between(a.Crop(y, x, height, width), b.Crop(y, x, height, width), options.DataRoot, LpipsBackbone.Squeeze), "");
            }, token);
        }
        catch (DataMissingException missing)
        {
            return (null, missing.Message);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();
}
