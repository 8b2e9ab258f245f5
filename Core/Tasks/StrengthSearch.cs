using Hodl.Core.Bilevel.Filters;
using Hodl.Core.Data;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// One weight for a whole filter bank, e^{β0} with the filters' ratios held: the β0 of least ½‖x̂ − x‖² on the training batch. Walks
/// downhill by steps of one, then cuts the last two of them by the golden section.
/// </summary>
internal static class StrengthSearch
{
    private const double Least = -12, Most = 4, Golden = 0.6180339887498949;
    private const int MostSteps = 150, Cuts = 9;
    private const double Tolerance = 1e-4;

    /// <summary>The best β0, which is put into γ.</summary>
    /// <param name="method">The lower level.</param>
    /// <param name="batch">Observations and clean images.</param>
    /// <param name="start">Where its first solve starts, [B, 1, H, W].</param>
    /// <param name="ratios">ln of the filters' weights, [K], up to a common number.</param>
    /// <param name="guess">Where to start.</param>
    /// <param name="token">Stops it.</param>
    public static double Find(FilterMethod method, Batch batch, Tensor start, Tensor ratios, double guess, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var known = new Dictionary<double, double>();
        var last = start.alias();
        var centre = guess;
        while (centre < Most && Loss(centre + 1) < Loss(centre))
        {
            centre++;
        }

        while (centre > Least && Loss(centre - 1) < Loss(centre))
        {
            centre--;
        }

        var (low, high) = (centre - 1, centre + 1);
        for (var i = 0; i < Cuts; i++)
        {
            var (a, b) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
            (low, high) = Loss(a) <= Loss(b) ? (low, b) : (a, high);
        }

        var best = known.MinBy(pair => pair.Value).Key;
        Put(best);
        return best;

        double Loss(double beta0)
        {
            if (known.TryGetValue(beta0, out var value))
            {
                return value;
            }

            using var inner = NewDisposeScope();
            Put(beta0);
            var solve = InnerLoop.Run(method.Train(batch), new(last), MostSteps, null, Tolerance * Math.Sqrt(start.numel()), token: token);
            var next = solve.U[0].clone().MoveToOuterDisposeScope(); // before the start goes, which the solve may not have left
            last.Dispose();
            last = next;
            return known[beta0] = (last - batch.Target!).square().sum().to(float64).cpu().item<double>() / 2;
        }

        void Put(double beta0) => method.Parameters.Beta.copy_(ratios + (beta0 - method.Parameters.Beta0));
    }
}
