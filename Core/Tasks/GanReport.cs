using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>What a GAN run measures: modes covered, share of good samples, balance over the modes, and a picture of the samples at every evaluation.</summary>
internal sealed class GanReport(GanProblem game, Mixture mixture, GanModesSettings settings, long seed)
{
    private readonly Dictionary<string, double> latest = [];

    /// <summary>Series and picture at outer step t.</summary>
    public void Evaluate(long t, IRunObserver observer, CancellationToken token)
    {
        var samples = game.Samples(settings.Samples, seed);
        var counts = mixture.Count(samples);
        latest["modes"] = Mixture.Covered(counts, samples.Length, settings.ModeShare);
        latest["good_share"] = 100.0 * counts.Sum() / samples.Length;
        latest["mode_entropy"] = Entropy(counts);
        foreach (var (name, value) in latest)
        {
            observer.OnMetric(name, t, value);
        }

        observer.OnImage(GanPicture.Of(mixture, samples, "samples", "output", t, new Dictionary<string, double>(latest)));
    }

    /// <summary>Results of the last evaluation.</summary>
    public void Conclude(IRunObserver observer, CancellationToken token)
    {
        if (latest.Count == 0)
        {
            Evaluate(settings.OuterSteps, new SilentObserver(), token);
        }

        foreach (var (name, value) in latest)
        {
            observer.OnResult(new(name, value));
        }
    }

    // Of the good samples over the modes, as a share of its greatest value; 1 when all modes get the same.
    private static double Entropy(int[] counts)
    {
        double sum = counts.Sum();
        return sum == 0 || counts.Length == 1 ? 0 : -counts.Where(count => count > 0).Sum(count => count / sum * Math.Log(count / sum)) / Math.Log(counts.Length);
    }
}
