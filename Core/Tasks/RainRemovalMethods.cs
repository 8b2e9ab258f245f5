using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The methods of <see cref="RainRemoval"/> and their starts.</summary>
public static class RainRemovalMethods
{
    private const long Features = 8;

    /// <summary>The method with its ω at the start.</summary>
    public static IUnrolledMethod Create(string method, RainRemovalSettings settings, ILoss loss, long channels, long seed, ScalarType dtype, Device device)
    {
        using var random = new Generator(StepSeed.Of(seed, -1));
        var layers = settings.Achromatic ? 1 : channels;
        return method switch
        {
            "unh" => NumericalHyperparameters.Create(new RainAlm(new(), dtype, device), loss, settings.Alpha),
            "cnn" => new ResidualCnn(channels, settings.CnnChannels, settings.CnnLayers, random, dtype, device),
            "ena" => new RecurrentRainNet(channels, settings.RecurrentChannels, settings.RecurrentBlocks, settings.RecurrentStages, random, dtype, device),
            "shodl" or "ahodl" => Hodl(),
            _ => throw TaskMethod.Unknown(method, "shodl", "ahodl", "unh", "cnn", "ena"),
        };

        FreePartFirst Hodl()
        {
            var d = new RainComposed(
                new RainAlm(new(), dtype, device),
                new RainNet(channels, settings.Hidden, Features, random, dtype, device),
                new DruNet(
                    new() { Inputs = channels + 1, Outputs = layers + Features, Widths = settings.Scales(), Blocks = settings.Blocks, Fold = settings.Fold, Mixed = settings.Precision == Precision.Mixed },
                    random, dtype, device, tailScale: 0.05),
                layers);
            return new(
                new HodlMethod(d, loss, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace()),
                batch => new FreePartSolver(() => new(d.Estimate(batch)), new(batch.Input)));
        }
    }

    /// <summary>u^0 = (b, 0, b, 0, 0, 0): all is background; (b, 0, 0) for the recurrent network, b for the plain one and for an encoder alone.</summary>
    public static State Start(IUnrolledMethod method, Batch batch)
    {
        var b = batch.Input;
        if (method is RecurrentRainNet recurrent)
        {
            return recurrent.Start(b);
        }

        if (method is ResidualCnn || batch.Alone)
        {
            return new(b);
        }

        var slope = zeros([b.shape[0], 2 * b.shape[1], b.shape[2], b.shape[3]], b.dtype, b.device);
        return new(b, zeros_like(b), b, slope, zeros_like(b), slope);
    }
}
