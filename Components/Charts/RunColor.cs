using Hodl.Core.Runs;
using Hodl.Core.Tasks;

namespace Hodl.Components.Charts;

/// <summary>
/// The colour of a run: decided by the run alone, so that it is the same on every page. Methods have fixed
/// colours, chosen so that those of one task's presets differ; within a sweep of one method the label decides; seeds of
/// one method differ in shade. Runs from elsewhere whose method has no colour get one each.
/// </summary>
/// <param name="Variable">A CSS variable.</param>
/// <param name="Shade">0 is the colour itself; 1 and 2 are mixed with the background.</param>
public readonly record struct RunColor(string Variable, int Shade)
{
    private const int Colors = 8;

    /// <summary>The colour of a run.</summary>
    public static RunColor Of(RunRow run) => new(Hue(run), (int)(((run.Seed - 1) % 3 + 3) % 3));

    /// <summary>The colour of a method.</summary>
    public static string OfMethod(string method) => Fixed(method) ?? Numbered(Hash(method));

    private static string? Fixed(string method) => method switch
    {
        "ahodl" or "hodl" or "ift" or "filters" or "supervised" => "--s1",
        "unh" or "rhg" or "vgan" or "hoag" or "single-level" or "truncated" or "aol" or "sure" or "dictionary" => "--s2",
        "ena" or "trhg" or "wgan" or "ba" or "grid" or "noise-corridor" => "--s3",
        "cg" or "tv" or "proxgan" or "aid-bio" or "bsa" or "neumann" or "random" or "transform" or "discrepancy" => "--s4",
        "ns" or "cnn" or "lcgan" or "itd-bio" or "stocbio" or "exact" or "bayes" or "caol" or "band-variance" or "pnp-admm" => "--s5",
        "shodl" or "unrolled" or "cma-es" or "trust-region" or "fbp" => "--s6",
        "no-cleaning" or "anil" or "penalty" or "ttsa" or "jacobian-free" or "dct" => "--s7",
        "forward" or "oracle" or "maml" or "kkt-newton" => "--s8",
        "one-step" or "imaml" or "ba-accelerated" or "stable" or "piggyback" or "bregman" or "foe" or "deq" => "--s9",
        _ when method.StartsWith("plain", StringComparison.Ordinal) => "--s7",
        _ => null,
    };

    private static string Hue(RunRow run)
    {
        if (run.Label == "")
        {
            // Runs from elsewhere often share one method, or none, and differ in what their names say.
            return run.External && Fixed(run.Method) is null ? Numbered((int)((run.Id - 1) % Colors)) : OfMethod(run.Method);
        }

        var preset = TaskCatalog.Find(run.Task)?.Presets.FirstOrDefault(preset => preset.Id == run.Preset);
        var variants = preset?.Variants ?? [];
        if (preset?.Methods.Count > 1 || variants.Any(variant => variant.Method is not null))
        {
            return OfMethod(run.Method);
        }

        for (var i = 0; i < variants.Count; i++)
        {
            if (variants[i].Label == run.Label)
            {
                return Numbered(i);
            }
        }

        return Numbered(Hash(run.Label));
    }

    private static string Numbered(int index) => $"--s{(index % Colors) + 1}";

    private static int Hash(string text) => text.Aggregate(17, (hash, letter) => ((hash * 31) + letter) & 0xffff);
}
