using Hodl.Core.Random;
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
}
