using Hodl.Components.Charts;
using Hodl.Components.Frame;
using Hodl.Components.Images;
using Hodl.Components.Runs;
using Hodl.Core.Metrics;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Store;

namespace Hodl.Server.Pages;

/// <summary>Images of the store as the viewer shows them.</summary>
public static class RunPictures
{
    private const int FewestFrames = 3;

    /// <summary>Of the first <paramref name="names"/> pictures, each role's latest.</summary>
    public static IReadOnlyList<Picture> Latest(IReadOnlyList<StoredImage> images, long run, int names = int.MaxValue) =>
        [.. images.Where(image => image.Inner == 0).GroupBy(image => image.Name).Take(names).SelectMany(picture => picture.GroupBy(image => image.Role).Select(role => Of(role.MaxBy(image => image.Step)!, run)))];

    /// <summary>Outputs that were taken at three outer steps or more, or are still to be, with what does not change beside them; none when there is no such picture.</summary>
    public static (IReadOnlyList<FilmFrame> Frames, IReadOnlyList<Picture> Stills) Film(IReadOnlyList<StoredImage> images, RunRow run)
    {
        var infos = TaskCatalog.Find(run.Task)?.Metrics ?? [];
        var moving = images.Where(image => image is { Inner: 0, Role: "output" }).GroupBy(image => image.Name).Where(picture => picture.Count() >= (run.State == RunState.Running ? 1 : FewestFrames)).ToList();
        var names = moving.Select(picture => picture.Key).ToHashSet();
        return (
            [.. moving.SelectMany(picture => picture.OrderBy(image => image.Step)).Select(image => new FilmFrame(image.Name, image.Step, image.Address(run.Id), image.Height, image.Width, Words(image.Metrics)))],
            [.. images.Where(image => image.Inner == 0 && image.Role != "output" && names.Contains(image.Name)).GroupBy(image => (image.Name, image.Role)).Select(same => Of(same.MaxBy(image => image.Step)!, run.Id))]);

        string Words(IReadOnlyDictionary<string, double> metrics) => string.Join(" · ", metrics
            .Select(pair => (Info: infos.FirstOrDefault(info => info.Name == pair.Key), pair)).OrderBy(item => item.Info is null ? int.MaxValue : infos.ToList().IndexOf(item.Info))
            .Select(item => $"{Title(item.Info, item.pair.Key)} {Number(item.pair.Value)} {item.Info?.Unit}".Trim()));

        static string Number(double value) => value == Math.Round(value) && Math.Abs(value) < 1e6 ? NumberText.Whole((long)value) : NumberText.Compact(value);

        static string Title(MetricInfo? info, string name) => info?.Title.Split(" (")[0].ToLowerInvariant() ?? name.Replace('_', ' ');
    }

    /// <summary>
    /// Runs × images: one column of outputs a run, and one of inputs, of references and of every other role, as long as
    /// the runs have the same; a run whose input or reference of some name is another one has its own column for it.
    /// </summary>
    public static (IReadOnlyList<ViewerColumn> Columns, IReadOnlyList<ViewerFrame> Frames) Matrix(IReadOnlyList<(RunRow Run, IReadOnlyList<StoredImage> Images)> runs)
    {
        var shown = runs.Where(run => run.Images.Count > 0).ToList();
        var shared = shown.SelectMany(run => run.Images).Where(image => image.Role != "output").GroupBy(image => image.Role)
            .Where(role => role.GroupBy(image => (image.Name, image.Step)).All(same => same.Select(image => image.Sha256).Distinct().Count() == 1)).Select(role => role.Key).ToHashSet();
        var columns = new List<ViewerColumn>();
        var frames = new List<ViewerFrame>();
        foreach (var (run, images) in shown)
        {
            string Id(string role) => role == "output" ? $"r{run.Id}" : shared.Contains(role) ? role : $"{role}-{run.Id}";
            var reference = images.Any(image => image.Role == "reference") ? Id("reference") : null;
            foreach (var role in images.Select(image => image.Role).Distinct())
            {
                var alone = shown.Count == 1 || shared.Contains(role);
                columns.Add(role == "output"
                    ? new(Id(role), shown.Count == 1 ? "output" : Name(run, shown), role, reference, RunColor.Of(run).Variable)
                    : new(Id(role), alone ? role : $"{role}, run {run.Id}", role, role == "reference" ? null : reference));
            }

            frames.AddRange(images.Select(image => new ViewerFrame(
                image.Name, Id(image.Role), image.Address(run.Id), image.Height, image.Width, image.Channels, image.Step, image.Inner, ViewerFrame.Words(image.Metrics))));
        }

        return ([.. columns.DistinctBy(column => column.Id).OrderBy(column => Rank(column.Role))], [.. frames.DistinctBy(frame => (frame.Image, frame.Column, frame.Step, frame.Inner))]);
    }

    private static int Rank(string role) => role switch { "input" => 0, "output" => 1, "reference" => 3, _ => 2 };

    // Method and label; the run's number where those are not enough.
    private static string Name(RunRow run, List<(RunRow Run, IReadOnlyList<StoredImage> Images)> all)
    {
        string Of(RunRow row) => row.Name != "" ? row.Name : RunText.Method(row) + (row.Label != "" ? $" · {row.Label}" : "");
        return all.Count(other => Of(other.Run) == Of(run)) > 1 ? $"{Of(run)} · run {run.Id}" : Of(run);
    }

    private static Picture Of(StoredImage image, long run) =>
        new(image.Name, image.Role, image.Address(run), image.Step, image.Height, image.Width, image.Metrics);
}
