using Hodl.Core.Data;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using Hodl.Core.Solvers.Losses;
using Hodl.Core.Training;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>Makes the methods of <see cref="ConstrainedSparseCoding"/>, and their first dictionary.</summary>
public static class ConstrainedSparseCodingMethods
{
    private const double Smoothing = 1e-2;

    /// <summary>The method with its ω at the start, the loss on it, and where it starts.</summary>
    public static CodingMethod Create(string method, ConstrainedSparseCodingSettings settings, Tensor q, long seed)
    {
        var hodl = method is "shodl" or "ahodl";
        var plain = method == "plain-alm";
        var dictionary = hodl ? PatchAtoms.Tight(q, settings.LearnDictionary) : PatchAtoms.Raw(q);
        var from = plain ? CodingStart.Zero : settings.Start;
        var noise = new ImpulseModel(settings.NoiseWeights && !plain, from == CodingStart.Learned, ConstrainedSparseCodingSettings.PatchSide, q.dtype, q.device);
        BoundAtoms Current() => dictionary.Current;
        ILoss loss = settings.Loss == CodingLoss.Supervised
            ? new ReconstructionError(Current)
            : new CodingObjective(Current, settings.Kappa, Smoothing);
        var options = new AlmOptions
        {
            Beta = settings.Beta,
            Kappa = settings.Kappa,
            KappaPerAtom = hodl,
            Learned = !plain,
        };
        IUnrolledMethod created = method switch
        {
            "unh" when settings.Base == BaseMethod.Admm => NumericalHyperparameters.Create(new LinearizedAdmm(dictionary, options, noise), loss, settings.Alpha),
            "unh" => NumericalHyperparameters.Create(new ProximalAlm(dictionary, options, noise), loss, settings.Alpha),
            "plain-alm" => NumericalHyperparameters.Create(new ProximalAlm(dictionary, options), loss, 1 - 1e-9),
            "ena" => new DLadmm(dictionary.Current, settings.K, settings.Base == BaseMethod.Admm, options, noise),
            "shodl" or "ahodl" => new HodlMethod(Hodl(dictionary, options, noise, settings, q, seed), loss, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace()),
            _ => throw TaskMethod.Unknown(method, "shodl", "ahodl", "unh", "ena", "plain-alm"),
        };
        return new(created, loss, dictionary, noise, from);
    }

    /// <summary>The method with a trained ω, settled. Of the dictionary, a tight frame lies in ω and cosine atoms follow from the settings.</summary>
    /// <exception cref="InvalidDataException">ω does not fit the settings.</exception>
    public static CodingMethod Trained(TrainedModel model, ConstrainedSparseCodingSettings settings, Device device)
    {
        const int side = ConstrainedSparseCodingSettings.PatchSide;
        var atoms = model.Tensors().Where(pair => pair.Key.StartsWith("omega.", StringComparison.Ordinal) && pair.Key.EndsWith("dictionary.frame", StringComparison.Ordinal))
            .Select(pair => pair.Value).FirstOrDefault(value => value.shape is [side * side, >= side * side]);
        var q = atoms ?? tensor(CosineAtoms.Overcomplete(side, 23), [side * side, 23 * 23]);
        var coding = Create(model.Spec.Method, settings, q.to(float32).to(device), model.Spec.Seed);
        model.CopyTo(coding.Method.Omega);
        coding.Method.Settle();
        return coding;
    }

    /// <summary>The share of the learning rate that a learning variable gets: matrices whose entries are small want little of it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="name">Its name in ω.</param>
    /// <param name="settings">The shares.</param>
    public static double RateFactor(string method, string name, ConstrainedSparseCodingSettings settings) =>
        method == "unh" ? settings.UnhRate
        : method == "ena" ? settings.EnaRate * (name.StartsWith(DLadmm.MatrixPrefix, StringComparison.Ordinal) ? settings.LayerRate : 1)
        : name.StartsWith("net.weight", StringComparison.Ordinal) || name.StartsWith("net.injection", StringComparison.Ordinal) || name.EndsWith("dictionary.frame", StringComparison.Ordinal) ? settings.MatrixRate
        : 1;

    /// <summary>Q₀, [256, 529] or [256, 512].</summary>
    public static Tensor Dictionary(ConstrainedSparseCodingSettings settings, NoisyPatches patches, ScalarType dtype, Device device, CancellationToken token)
    {
        const int side = ConstrainedSparseCodingSettings.PatchSide;
        if (settings.Dictionary == AtomSource.Cosine)
        {
            return tensor(CosineAtoms.Overcomplete(side, 23), [side * side, 23 * 23]).to(dtype).to(device);
        }

        var count = Math.Min(4000, settings.TrainPatches);
        var clean = tensor(patches.Clean[..(count * side * side)].ToArray(), [count, side * side]).to(dtype).to(device);
        return DictionaryLearning.Learn(clean, Math.Min(512, count), token);
    }

    private static AlmComposed Hodl(PatchAtoms dictionary, AlmOptions options, ImpulseModel noise, ConstrainedSparseCodingSettings settings, Tensor q, long seed)
    {
        const int pixels = ConstrainedSparseCodingSettings.PatchSide * ConstrainedSparseCodingSettings.PatchSide;
        using var random = new Generator((ulong)seed);
        var size = settings.MultiplierOnly ? pixels : 3 * pixels;
        var net = new ConvexPotentialOptions
        {
            Size = size,
            Widths = [settings.Hidden],
            Anchor = settings.Conditioned ? eye(size, pixels, dtype: q.dtype, device: q.device) : null,
            Scale = settings.NetworkScale,
            StepShare = 0.2,
            PowerIterations = 2,
            Normalized = settings.NonExpansive,
        };
        return new(new ProximalAlm(dictionary, options, noise), new ConvexPotentialNet(net, random, q.dtype, q.device), settings.MultiplierOnly);
    }
}
