using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using Hodl.Core.Solvers.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The methods of <see cref="LowLight"/>, their starts, and how their state becomes an image.</summary>
public static class LowLightMethods
{
    private const long Features = 8;
    private const double UsualBrightness = -0.9;  // mean of log x over photographs, roughly
    private const double UsualSaturation = 0.4, SaturationGain = 5;  // of dark ones; the gain makes it vary by about 1

    /// <summary>The method with its ω at the start, and its loss.</summary>
    public static (IUnrolledMethod Method, ILoss Loss) Create(string method, LowLightSettings settings, long seed, ScalarType dtype, Device device)
    {
        using var random = new Generator(StepSeed.Of(seed, -1));
        var error = new RetinexError();
        return method switch
        {
            "unh" => (NumericalHyperparameters.Create(new SmoothIllumination(dtype, device), error, settings.Alpha), error),
            "ena" => (new RetinexNet(settings.RetinexChannels, 5, random, dtype, device), new DecompositionError(0.1)),
            "shodl" or "ahodl" => (new HodlMethod(Hodl(settings, random, dtype, device), error, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace()), error),
            _ => throw TaskMethod.Unknown(method, "shodl", "ahodl", "unh", "ena"),
        };
    }

    /// <summary>s^0: a constant that lifts log(y + ε) to a usual brightness, with the grain of noise; one channel for UNH; (y, y) for RetinexNet.</summary>
    /// <param name="method">The method.</param>
    /// <param name="batch">The pictures.</param>
    /// <param name="smoothing">Standard deviation of the Gaussian that takes the grain for noise, in pixels.</param>
    public static State Start(string method, Batch batch, double smoothing)
    {
        var y = batch.Input.narrow(1, 0, 3);
        return method switch
        {
            "ena" => new(y, y),
            "unh" => new(Base(batch).amax([1], keepdim: true)),
            _ => new(Base(batch) + Grain(y, smoothing)),
        };
    }

    /// <summary>The enhanced image of a state, [B, 3, H, W].</summary>
    public static Tensor Image(string method, State u, Batch batch) => method == "ena" ? u[0] : Retinex.Recover(batch.Input.narrow(1, 0, 3), u[0]);

    // A constant illumination that lifts the mean of log(y + ε), over channels too, to the usual one.
    private static Tensor Base(Batch batch) =>
        batch.Input.narrow(1, 3, 3).mean([1], keepdim: true).expand(-1, 3, -1, -1) - UsualBrightness;

    // log(y + ε) − log(g ∗ y + ε) with a Gaussian g of standard deviation σ: what a smooth picture lacks.
    private static Tensor Grain(Tensor y, double sigma)
    {
        if (sigma == 0)
        {
            return zeros_like(y);
        }

        var reach = (int)Math.Ceiling(2.5 * sigma);
        double[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(i => Math.Exp(-i * i / (2 * sigma * sigma)))];
        var line = (tensor(weights) / weights.Sum()).to(y.dtype).to(y.device);
        var flat = y.reshape(-1, 1, y.shape[2], y.shape[3]);
        var padded = nn.functional.pad(flat, [reach, reach, reach, reach], PaddingModes.Replicate);
        var smooth = nn.functional.conv2d(nn.functional.conv2d(padded, line.reshape(1, 1, 1, -1)), line.reshape(1, 1, -1, 1)).reshape(y.shape);
        return Retinex.Log(y) - Retinex.Log(smooth);
    }

    private static RetinexComposed Hodl(LowLightSettings settings, Generator random, ScalarType dtype, Device device)
    {
        var cell = new SearchedCell(settings.CellChannels, settings.Nodes, random, dtype, device);
        if (settings.SearchSteps == 0)
        {
            cell.Discretize();
        }

        // The noise of a dark picture counts as illumination at the start, so that x starts smooth; E gives details back.
        // E reads the lifted logarithm of y, where the picture lies in an even range, and a constant, since it has no biases. What
        // it is not told is how dark the picture was: from ten pictures it would learn them by heart.
        return new(
            new DruNet(
                new() { Inputs = 4, Outputs = 3 + Features, Widths = settings.Scales(), Blocks = settings.Blocks, Fold = settings.PixelFold, Mixed = settings.Precision == Precision.Mixed },
                random, dtype, device, tailScale: 0.2),
            cell, settings.CellChannels, Features,
            batch =>
            {
                var start = Base(batch);
                var y = batch.Input.narrow(1, 0, 3);
                var lifted = Retinex.Log(y) - start;
                var colour = (batch.Input.narrow(1, 6, 1) - UsualSaturation) * SaturationGain;
                return (cat([lifted, ones_like(colour)], 1), start + Grain(y, settings.Smoothing), colour);
            },
            random, dtype, device);
    }
}
