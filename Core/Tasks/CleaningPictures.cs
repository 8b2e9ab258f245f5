using Hodl.Core.Data;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Pictures of the learned weights.</summary>
internal static class CleaningPictures
{
    private const int Bins = 40;
    private const int BinWidth = 12;
    private const int HalfHeight = 130;
    private const int Columns = 40;
    private const int Rows = 24;

    private static readonly (float R, float G, float B) True = (0f, 0.447f, 0.698f);
    private static readonly (float R, float G, float B) Wrong = (0.835f, 0.369f, 0f);

    /// <summary>
    /// The histogram of σ(λ_i) from 0 (left) to 1: samples with true labels in blue upwards, with wrong ones in orange downwards.
    /// </summary>
    public static RunImage Histogram(double[] weights, CleaningData data, long step)
    {
        var (clean, wrong) = (new int[Bins], new int[Bins]);
        for (var i = 0; i < weights.Length; i++)
        {
            (data.IsClean(i) ? clean : wrong)[Math.Min(Bins - 1, (int)(weights[i] * Bins))]++;
        }

        var most = (double)Math.Max(1, Math.Max(clean.Max(), wrong.Max()));
        var canvas = new Canvas((2 * HalfHeight) + 5, (Bins * BinWidth) + 1);
        for (var bin = 0; bin < Bins; bin++)
        {
            var (up, down) = ((int)Math.Ceiling(clean[bin] / most * (HalfHeight - 4)), (int)Math.Ceiling(wrong[bin] / most * (HalfHeight - 4)));
            canvas.Fill(HalfHeight - up, (bin * BinWidth) + 1, up, BinWidth - 2, True);
            canvas.Fill(HalfHeight + 4, (bin * BinWidth) + 1, down, BinWidth - 2, Wrong);
        }

        canvas.Fill(HalfHeight + 1, 0, 2, canvas.Width, (0.4f, 0.4f, 0.4f));
        return canvas.ToImage("weights: true labels up, wrong labels down", step, new Dictionary<string, double>
        {
            ["mean_weight_true"] = Mean(weights, data.IsClean),
            ["mean_weight_wrong"] = Mean(weights, i => !data.IsClean(i)),
        });
    }

    /// <summary>Samples spread over the order of their weights, the heaviest at the top left; framed blue where the label is true, orange where it is wrong.</summary>
    public static RunImage Wall(double[] weights, CleaningData data, long step)
    {
        var order = Enumerable.Range(0, weights.Length).OrderByDescending(i => weights[i]).ToArray();
        const int Side = LabelledImages.Side + 4;
        var shown = Math.Min(Rows * Columns, order.Length);
        var canvas = new Canvas(Side * ((shown + Columns - 1) / Columns), Side * Columns);
        for (var at = 0; at < shown; at++)
        {
            var item = order[(int)((long)at * order.Length / shown)];
            var (top, left) = (at / Columns * Side, at % Columns * Side);
            canvas.Fill(top, left, Side - 1, Side - 1, data.IsClean(item) ? True : Wrong);
            canvas.Paste(top + 1, left + 1, data.Train.Pixels.AsSpan(item * LabelledImages.Size, LabelledImages.Size), LabelledImages.Side);
        }

        return canvas.ToImage("samples by weight, heaviest first; blue: true label, orange: wrong", step, new Dictionary<string, double>());
    }

    private static double Mean(double[] weights, Func<int, bool> take)
    {
        var taken = Enumerable.Range(0, weights.Length).Where(take).Select(i => weights[i]).ToArray();
        return taken.Length == 0 ? 0 : taken.Average();
    }
}
