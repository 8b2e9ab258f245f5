using Hodl.Core.Data;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.Projections;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using Hodl.Core.Solvers.Baselines;
using Hodl.Core.Solvers.Losses;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>The methods of <see cref="ConstrainedSparseCoding"/> with their dictionary, loss and start.</summary>
public static class ConstrainedSparseCodingMethods
{
    private const double Smoothing = 1e-2;

    /// <summary>u^0 for a batch: (0, 0, 0), or (Qᵀb, 0, 0) for a tight frame where the settings say so.</summary>
    public static State Start(Batch batch, PatchAtoms dictionary, ConstrainedSparseCodingSettings settings)
    {
        var b = batch.Input;
        var (q, tight) = (dictionary.Current.Q, dictionary.Current.IsTight);
        var u = tight && settings.Start == CodingStart.Observation ? b.matmul(q) : zeros(b.shape[0], q.shape[1], b.dtype, b.device);
        return new(u, zeros_like(b), zeros_like(b));
    }

    /// <summary>The method with its ω at the start, and the loss on it.</summary>
    public static (IUnrolledMethod Method, ILoss Loss, PatchAtoms Dictionary) Create(
        string method, ConstrainedSparseCodingSettings settings, Tensor q, long seed)
    {
        var hodl = method is "shodl" or "ahodl";
        var dictionary = hodl ? PatchAtoms.Tight(q, settings.LearnDictionary) : PatchAtoms.Raw(q);
        BoundAtoms Current() => dictionary.Current;
        ILoss loss = settings.Loss == CodingLoss.Supervised
            ? new ReconstructionError(Current)
            : new CodingObjective(Current, settings.Kappa, Smoothing);
        var options = new AlmOptions
        {
            Beta = settings.Beta,
            Kappa = settings.Kappa,
            KappaPerAtom = hodl,
            Learned = method != "plain-alm",
        };
        IUnrolledMethod created = method switch
        {
            "unh" when settings.Base == BaseMethod.Admm => NumericalHyperparameters.Create(new LinearizedAdmm(dictionary, options), loss, settings.Alpha),
            "unh" => NumericalHyperparameters.Create(new ProximalAlm(dictionary, options), loss, settings.Alpha),
            "plain-alm" => NumericalHyperparameters.Create(new ProximalAlm(dictionary, options), loss, 1 - 1e-9),
            "ena" => new DLadmm(dictionary.Current, settings.K, settings.Base == BaseMethod.Admm, options),
            _ => new HodlMethod(Hodl(dictionary, options, settings, q, seed), loss, settings.Alpha, method == "ahodl" ? settings.Mu : 0, settings.S, new FullSpace()),
        };
        return (created, loss, dictionary);
    }

    /// <summary>The method with a trained ω, settled. Of the dictionary, a tight frame lies in ω and cosine atoms follow from the settings.</summary>
    /// <exception cref="InvalidDataException">ω does not fit the settings.</exception>
    public static (IUnrolledMethod Method, PatchAtoms Dictionary) Trained(TrainedModel model, ConstrainedSparseCodingSettings settings, Device device)
    {
        const int side = ConstrainedSparseCodingSettings.PatchSide;
        var atoms = model.Tensors().Where(pair => pair.Key.StartsWith("omega.", StringComparison.Ordinal) && pair.Key.EndsWith(".w", StringComparison.Ordinal))
            .Select(pair => pair.Value).FirstOrDefault(value => value.shape is [side * side, >= side * side]);
        var q = atoms ?? tensor(CosineAtoms.Overcomplete(side, 23), [side * side, 23 * 23]);
        var (method, _, dictionary) = Create(model.Spec.Method, settings, q.to(float32).to(device), model.Spec.Seed);
        model.CopyTo(method.Omega);
        method.Settle();
        return (method, dictionary);
    }

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

    private static AlmComposed Hodl(PatchAtoms dictionary, AlmOptions options, ConstrainedSparseCodingSettings settings, Tensor q, long seed)
    {
        const int pixels = ConstrainedSparseCodingSettings.PatchSide * ConstrainedSparseCodingSettings.PatchSide;
        using var random = new Generator((ulong)seed);
        var size = settings.MultiplierOnly ? pixels : 3 * pixels;
        var net = new ConvexPotentialOptions
        {
            Size = size,
            Widths = [settings.Hidden],
            Anchor = settings.Conditioned ? eye(size, pixels, dtype: q.dtype, device: q.device) : null,
            Scale = 0.25,
            StepShare = 0.2,
            PowerIterations = 2,
            Normalized = settings.NonExpansive,
        };
        return new(new ProximalAlm(dictionary, options), new ConvexPotentialNet(net, random, q.dtype, q.device), settings.MultiplierOnly);
    }
}
