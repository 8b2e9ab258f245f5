using Hodl.Core.Data;
using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>Which frequencies an MRI scan measures, zero frequency first.</summary>
public static class SamplingPattern
{
    /// <summary>
    /// Whole lines of k-space (columns): the lowest frequencies always, the others at random with a density that falls with
    /// frequency, until the share is reached. Symmetric lines are drawn together, since images are real. [H, W].
    /// </summary>
    /// <param name="side">H = W.</param>
    /// <param name="share">Share of lines in (0, 1].</param>
    /// <param name="seed">What to draw with.</param>
    /// <param name="type">Of the numbers.</param>
    public static Tensor Lines(int side, double share, long seed, ScalarType type)
    {
        var random = new Philox(unchecked((ulong)seed), 1);
        var lines = new double[side];
        var half = side / 2;

        // The least of exponential waiting times with these rates draws without replacement in proportion to the rates.
        double Density(int line) => Math.Pow(1 - ((double)line / (half + 1)), 2);
        int[] order = [.. Enumerable.Range(0, half + 1).Select(line => (Line: line, Wait: -Math.Log(1 - random.NextDouble()) / Density(line)))
            .OrderBy(pair => pair.Line < side / 16 ? -1 : pair.Wait).Select(pair => pair.Line)];
        foreach (var line in order.TakeWhile(_ => lines.Sum() < share * side))
        {
            (lines[line], lines[(side - line) % side]) = (1, 1);
        }

        return tensor(lines).reshape(1, side).expand(side, side).to(type).contiguous();
    }

    /// <summary>Straight lines through the zero frequency at equal angles, as radial scans approximately are. [H, W], symmetric.</summary>
    /// <param name="side">H = W.</param>
    /// <param name="spokes">How many lines.</param>
    /// <param name="type">Of the numbers.</param>
    public static Tensor Radial(int side, int spokes, ScalarType type)
    {
        var mask = new double[side * side];
        for (var spoke = 0; spoke < spokes; spoke++)
        {
            var (sin, cos) = Math.SinCos(Math.PI * spoke / spokes);
            for (var t = 0.0; t <= side * 0.75; t += 0.5)
            {
                var (row, column) = ((int)Math.Round(t * sin), (int)Math.Round(t * cos));
                if (Math.Abs(row) <= (side - 1) / 2 && Math.Abs(column) <= (side - 1) / 2)
                {
                    mask[(((row + side) % side) * side) + ((column + side) % side)] = 1;
                    mask[(((side - row) % side) * side) + ((side - column) % side)] = 1;
                }
            }
        }

        return tensor(mask).reshape(side, side).to(type);
    }
}
