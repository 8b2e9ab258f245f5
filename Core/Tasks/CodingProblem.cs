using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Runs;
using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>What Algorithm 1 learns on in <see cref="ConstrainedSparseCoding"/>, and what it is checked on.</summary>
/// <param name="Problem">T, ℓ, batches.</param>
/// <param name="Method">The method within.</param>
/// <param name="Q">Q₀.</param>
/// <param name="Checks">On held-out images.</param>
internal sealed record CodingProblem(LearningProblem Problem, CodingMethod Method, Tensor Q, CodingChecks Checks)
{
    /// <summary>The problem of a run: every eighth training image is held out, the others give patches and dictionary.</summary>
    /// <param name="spec">Method and seed.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="train">Training images.</param>
    /// <param name="dtype">Type of the computation.</param>
    /// <param name="device">Its place.</param>
    /// <param name="token">Stops it.</param>
    /// <param name="checks">Whether the held-out images will be asked for; a certificate does not.</param>
    public static CodingProblem Create(RunSpec spec, ConstrainedSparseCodingSettings settings, ImageSet train, ScalarType dtype, Device device, CancellationToken token, bool checks = true)
    {
        const int side = ConstrainedSparseCodingSettings.PatchSide;
        var seed = (ulong)spec.Seed;
        var gray = train.Images.Select(named => Luma.Gray(named.Image)).ToArray();
        var held = settings.ValidationPatches == 0 ? [] : gray.Where((_, i) => i % CodingChecks.HoldOutEvery == CodingChecks.HoldOutEvery - 1).ToArray();
        var patches = new NoisyPatches([.. gray.Except(held)], settings.TrainPatches, side, settings.NoiseDensity, seed);
        var q = ConstrainedSparseCodingMethods.Dictionary(settings, patches, dtype, device, token);
        var method = ConstrainedSparseCodingMethods.Create(spec.Method, settings, q, spec.Seed);
        var problem = new LearningProblem
        {
            Method = method.Method,
            Loss = method.Loss,
            BatchAt = t => patches.At(t, settings.BatchSize, dtype, device),
            Start = method.Start,
            ProjectOmega = method.Dictionary.Project,
            RunIn = t => settings.RunInAt(spec.Method, spec.Seed, t),
            RateFactor = name => ConstrainedSparseCodingMethods.RateFactor(spec.Method, name, settings),
        };
        return new(problem, method, q, CodingChecks.On(checks ? held : [], settings, seed + 3, dtype, device));
    }
}
