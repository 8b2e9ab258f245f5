using System.CommandLine;
using System.Text.Json;
using Hodl.Components.Frame;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Metrics;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>measure image reference [--border n] [--json]</c>: two files, or two folders whose files are matched by name.</summary>
internal static class MeasureCommand
{
    private const int MostBorder = 9999;

    public static Command Create(CliContext context)
    {
        var image = new Argument<string>("image") { Description = "What is judged: an image, or a folder of images." };
        var reference = new Argument<string>("reference") { Description = "The truth: an image, or a folder with images of the same names (whatever their endings)." };
        var border = new Option<int>("--border") { Description = "Pixels cut off on every side first; the metrics' names then end in _cropN." };
        var json = new Option<bool>("--json") { Description = "One line of JSON." };
        var command = new Command("measure", "Measures images against their references: PSNR, SSIM, MS-SSIM, MAE, MSE on Y and on RGB or on gray, and LPIPS where its weights are.") { image, reference, border, json };
        command.SetAction((parsed, token) => Task.FromResult(Measure(context, parsed.GetValue(image)!, parsed.GetValue(reference)!,
            parsed.GetValue(border), parsed.GetValue(json), token)));
        return command;
    }

    private static int Measure(CliContext context, string image, string reference, int border, bool json, CancellationToken token)
    {
        if (border is < 0 or > MostBorder)
        {
            context.Error.WriteLine($"--border = {border}: allowed is 0 … {MostBorder}.");
            return ExitCode.BadArguments;
        }

        List<(string Name, string Image, string Reference)> pairs;
        try
        {
            pairs = Pairs(context, context.Full(image), context.Full(reference));
        }
        catch (Exception refusal) when (refusal is InvalidDataException or FileNotFoundException)
        {
            context.Error.WriteLine(refusal.Message);
            return ExitCode.BadArguments;
        }

        using var host = context.Open();
        var files = new List<Measured>();
        var failed = 0;
        using (var metrics = new FullReferenceMetrics(host.Shelf.Root))
        {
            foreach (var pair in pairs)
            {
                token.ThrowIfCancellationRequested();
                try
                {
                    files.Add(new(pair.Name, metrics.Of(ImageFile.Load(pair.Image), ImageFile.Load(pair.Reference), border)));
                }
                catch (Exception refusal) when (refusal is ImageFileException or ArgumentException or InvalidDataException)
                {
                    // One that cannot be measured hides none of the others.
                    context.Error.WriteLine($"{pair.Name}: {refusal.Message}");
                    failed++;
                }
            }
        }

        var names = files.SelectMany(file => file.Values.Keys).Distinct().ToList();
        var means = names.ConvertAll(name => new Mean(name, files.Count(file => file.Values.ContainsKey(name)), files.Where(file =>
            file.Values.ContainsKey(name)).Average(file => file.Values[name])));
        if (json)
        {
            context.Output.WriteLine(JsonSerializer.Serialize(
                new { border, metrics = names.ConvertAll(name => QualityName.Info(name)!), files, mean = means }, StoreJson.Options));
        }
        else if (files.Count > 0)
        {
            Write(context.Output, files, means);
        }

        return failed > 0 ? ExitCode.Failed : ExitCode.Finished;
    }

    private static void Write(TextWriter output, List<Measured> files, List<Mean> means)
    {
        var rows = files.ConvertAll(file => (IReadOnlyList<string>)[file.Name, .. means.Select(mean => file.Values.TryGetValue(mean.Metric,
            out var value) ? Number(value) : "–")]);
        rows.Add([$"mean of {files.Count}", .. means.Select(mean => Number(mean.Value) + (mean.Count < files.Count ? $" ({mean.Count})"
            : ""))]);
        output.Write(PlainTable.Of(["File", .. means.Select(mean => mean.Metric)], rows));
        foreach (var mean in means)
        {
            var info = QualityName.Info(mean.Metric)!;
            output.WriteLine($"{mean.Metric}: {info.Title}{(info.Unit == "" ? "" : $" ({info.Unit})")}");
        }
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("0.0000",
        System.Globalization.CultureInfo.InvariantCulture) : NumberText.Compact(value);

    private static List<(string Name, string Image, string Reference)> Pairs(CliContext context, string image, string reference)
    {
        if (File.Exists(image) && File.Exists(reference))
        {
            return [(Path.GetFileName(image), image, reference)];
        }

        if (!Directory.Exists(image) || !Directory.Exists(reference))
        {
            throw new FileNotFoundException(Path.Exists(image) && Path.Exists(reference)
                ? $"{image} and {reference}: allowed are two files or two folders."
                : $"{(Path.Exists(image) ? reference : image)} is not there.");
        }

        var (judged, truths) = (ByName(image), ByName(reference));
        foreach (var (folder, lonely) in new[] { (image, judged.Keys.Except(truths.Keys)), (reference, truths.Keys.Except(judged.Keys)) })
        {
            if (lonely.ToList() is { Count: > 0 } names)
            {
                context.Error.WriteLine($"Left out: {names.Count} in {folder} without a partner ({string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : "")}).");
            }
        }

        var pairs = judged.Where(file => truths.ContainsKey(file.Key)).Select(file => (file.Key, file.Value, truths[file.Key])).ToList();
        return pairs.Count > 0 ? pairs : throw new InvalidDataException($"{image} and {reference} hold no images of the same name.");
    }

    private static SortedDictionary<string, string> ByName(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in ImageFolder.List(folder).Files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (!files.TryAdd(name, file))
            {
                throw new InvalidDataException($"{folder} holds {Path.GetFileName(files[name])} and {Path.GetFileName(file)}: allowed is one image of a name.");
            }
        }

        return files;
    }

    private sealed record Measured(string Name, IReadOnlyDictionary<string, double> Values);

    private sealed record Mean(string Metric, int Count, double Value);
}
