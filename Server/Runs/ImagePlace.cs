using System.Globalization;
using System.Text.RegularExpressions;
using Hodl.Core.Data;

namespace Hodl.Server.Runs;

/// <summary>Where an image that a program brings belongs among a run's images, as its path says.</summary>
/// <param name="Name">Which picture, matched to a reference's.</param>
/// <param name="Role"><c>input</c>, <c>output</c> or <c>reference</c>.</param>
/// <param name="Step">The step, where the path says one.</param>
public sealed partial record ImagePlace(string Name, string Role, long Step)
{
    private static readonly string[] _inputs = ["input", "inputs", "degraded", "noisy", "blurred", "blurry", "rainy", "rain", "low", "lq",
        "lr"];
    private static readonly string[] _references = ["reference", "references", "ref", "target", "targets", "truth", "ground_truth",
        "groundtruth", "gt", "clean", "norain", "high", "hq", "hr"];

    // What libraries keep beside a model are its pictures, not the run's.
    private static readonly string[] _others = ["model", "models", "logged_models", "plots", "figures", "explanations"];

    /// <summary>
    /// The place of a path such as <c>restored/butterfly.png</c>, or of a file of MLflow's <c>log_image</c>, which holds key, step and time
    /// between percent or plus signs; null when it is no image of the run.
    /// </summary>
    public static ImagePlace? Of(string path)
    {
        if (!ImageFolder.IsImage(path))
        {
            return null;
        }

        var (plain, step) = (Path.ChangeExtension(path, null).Replace('\\', '/'), 0L);
        if (Logged().Match(plain) is { Success: true } logged)
        {
            // Beside each picture MLflow keeps a small one for its own pages.
            if (plain.EndsWith("compressed", StringComparison.Ordinal))
            {
                return null;
            }

            (plain, step) = (logged.Groups["key"].Value.Replace('#', '/'), long.Parse(logged.Groups["step"].Value,
                CultureInfo.InvariantCulture));
        }

        var parts = plain.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var folders = parts[..^1].Select(part => part.ToLowerInvariant()).ToList();
        return folders.Any(_others.Contains) ? null
            : new ImagePlace(parts[^1], folders.FindLast(folder => _inputs.Contains(folder) || _references.Contains(folder)) switch
            {
                null => "output",
                var folder => _inputs.Contains(folder) ? "input" : "reference",
            }, step);
    }

    [GeneratedRegex("^(?:.*/)?(?<key>[^/]+?)[%+]step[%+](?<step>[0-9]{1,18})[%+]timestamp[%+][0-9]+[%+][^/]+$")]
    private static partial Regex Logged();
}
