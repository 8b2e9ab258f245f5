using System.Globalization;
using Hodl.Core.Data;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>Pictures of the learned weights.</summary>
internal static class CleaningPictures
{
    private const int Bins = 40;
    private const int BinWidth = 16;
    private const int HalfHeight = 170;
    private const int Head = 12;
    private const int Foot = 32;
    private const int Side = 28;
    private const int Scale = 3;
    private const int Columns = 40;
    private const int Rows = 24;

    private static readonly (float R, float G, float B) True = (0f, 0.447f, 0.698f);
    private static readonly (float R, float G, float B) Wrong = (0.835f, 0.369f, 0f);
    private static readonly (float R, float G, float B) Ink = (0.4f, 0.4f, 0.4f);
    private static readonly (float R, float G, float B) Grid = (0.88f, 0.88f, 0.88f);

    /// <summary>
    /// The histogram of σ(λ_i) from 0 (left) to 1: samples with true labels in blue upwards, with wrong ones in orange downwards, on
    /// one scale whose largest count stands at the top. The line at ½ parts what is kept from what is not.
    /// </summary>
    public static RunImage Histogram(double[] weights, CleaningData data, long step)
    {
        var (clean, wrong) = (new int[Bins], new int[Bins]);
        for (var i = 0; i < weights.Length; i++)
        {
            (data.IsClean(i) ? clean : wrong)[Math.Min(Bins - 1, (int)(weights[i] * Bins))]++;
        }

        var most = Math.Max(1, Math.Max(clean.Max(), wrong.Max()));
        var canvas = new Canvas((2 * HalfHeight) + Foot, (Bins * BinWidth) + (2 * Side));
        const int Middle = HalfHeight;
        foreach (var (share, text) in new[] { (0, "0"), (1, ""), (2, "0.5"), (3, ""), (4, "1") })
        {
            var column = Side + (share * Bins * BinWidth / 4);
            canvas.Fill(0, column, 2 * HalfHeight, share == 2 ? 2 : 1, share == 2 ? Ink : Grid);
            PixelDigits.Draw(canvas, (2 * HalfHeight) + 8, column - (text.Length * PixelDigits.Advance * Scale / 2), text, Scale, Ink);
        }

        for (var bin = 0; bin < Bins; bin++)
        {
            int Rows(int count) => (int)Math.Ceiling(count / (double)most * (HalfHeight - Head));
            var left = Side + (bin * BinWidth) + 1;
            canvas.Fill(Middle - 1 - Rows(clean[bin]), left, Rows(clean[bin]), BinWidth - 2, True);
            canvas.Fill(Middle + 1, left, Rows(wrong[bin]), BinWidth - 2, Wrong);
        }

        canvas.Fill(Middle - 1, Side, 2, Bins * BinWidth, Ink);
        canvas.Fill(Head, Side - 10, 1, 10, Ink);
        PixelDigits.Draw(canvas, Head - 7, Side + 8, most.ToString(CultureInfo.InvariantCulture), Scale, Ink);
        return canvas.ToImage("histogram of weights: true labels up, wrong down", step, new Dictionary<string, double>
        {
            ["mean_weight_true"] = Mean(weights, data.IsClean),
            ["mean_weight_wrong"] = Mean(weights, i => !data.IsClean(i)),
        });
    }

    /// <summary>Samples spread over the order of their weights, the heaviest at the top left; framed blue where the label is true, orange where it is wrong.</summary>
    public static RunImage Wall(double[] weights, CleaningData data, long step)
    {
        var order = Enumerable.Range(0, weights.Length).OrderByDescending(i => weights[i]).ToArray();
        const int Tile = LabelledImages.Side + 4;
        var shown = Math.Min(Rows * Columns, order.Length);
        var canvas = new Canvas(Tile * ((shown + Columns - 1) / Columns), Tile * Columns);
        for (var at = 0; at < shown; at++)
        {
            var item = order[(int)((long)at * order.Length / shown)];
            var (top, left) = (at / Columns * Tile, at % Columns * Tile);
            canvas.Fill(top, left, Tile - 1, Tile - 1, data.IsClean(item) ? True : Wrong);
            canvas.Paste(top + 1, left + 1, data.Train.Pixels.AsSpan(item * LabelledImages.Size, LabelledImages.Size), LabelledImages.Side);
        }

        return canvas.ToImage("samples, heaviest first: blue true label, orange wrong", step, new Dictionary<string, double>());
    }

    private static double Mean(double[] weights, Func<int, bool> take)
    {
        var taken = Enumerable.Range(0, weights.Length).Where(take).Select(i => weights[i]).ToArray();
        return taken.Length == 0 ? 0 : taken.Average();
    }
}
