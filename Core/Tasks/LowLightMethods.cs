using Hodl.Core.Imaging;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using Hodl.Core.Solvers.Losses;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The methods of <see cref="LowLight"/>, their starts, and how their state becomes an image.</summary>
public static class LowLightMethods
{
    private const long Features = 8;
    private const double UsualBrightness = -0.9;  // mean of log x over photographs, roughly

    /// <summary>The method with its ω at the start, and its loss.</summary>
    public static (IUnrolledMethod Method, ILoss Loss) Create(string method, LowLightSettings settings, long seed, ScalarType dtype, Device device)
    {
        using var random = new Generator(StepSeed.Of(seed, -1));
        var error = new RetinexError();
        return method switch
        {
            "unh" => (NumericalHyperparameters.Create(new SmoothIllumination(dtype, device), error, settings.Alpha), error),
            "ena" => (new RetinexNet(settings.RetinexChannels, 5, random, dtype, device), new DecompositionError(0.1)),
            _ => (new HodlMethod(Hodl(settings, random, dtype, device), error, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace()), error),
        };
    }

    /// <summary>s^0 = log(y + ε) lifted to a usual brightness, one channel for UNH; (y, y) for RetinexNet.</summary>
    public static State Start(string method, Batch batch)
    {
        var y = batch.Input.narrow(1, 0, 3);
        return method switch
        {
            "ena" => new(y, y),
            "unh" => new(Base(batch).amax([1], keepdim: true)),
            _ => new(Base(batch)),
        };
    }

    /// <summary>The enhanced image of a state, [B, 3, H, W].</summary>
    public static Tensor Image(string method, State u, Batch batch) => method == "ena" ? u[0] : Retinex.Recover(batch.Input.narrow(1, 0, 3), u[0]);

    // A constant illumination that lifts the mean of log(y + ε), over channels too, to the usual one.
    private static Tensor Base(Batch batch) =>
        batch.Input.narrow(1, 3, 3).mean([1], keepdim: true).expand(-1, 3, -1, -1) - UsualBrightness;

    private static RetinexComposed Hodl(LowLightSettings settings, Generator random, ScalarType dtype, Device device)
    {
        var cell = new SearchedCell(settings.CellChannels, settings.Nodes, random, dtype, device);
        if (settings.SearchSteps == 0)
        {
            cell.Discretize();
        }

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
                var lifted = Retinex.Log(batch.Input.narrow(1, 0, 3)) - start;
                var contrast = batch.Input.narrow(1, 6, 1) - batch.Input.narrow(1, 3, 3).mean([1], keepdim: true) - 1.0;
                return (cat([lifted, ones_like(contrast)], 1), start, contrast);
            },
            random, dtype, device);
    }
}
