using System.CommandLine;
using Hodl.Components.Frame;
using Hodl.Core.Data;
using Hodl.Core.Metrics;
using Hodl.Server.Exchange;

namespace Hodl.Server.Cli;

/// <summary><c>measure image reference [--border n] [--json]</c>: two files, or two folders whose files are matched by name.</summary>
internal static class MeasureCommand
{
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
        if (border is < 0 or > Measurement.MostBorder)
        {
            context.Error.WriteLine($"--border = {border}: allowed is 0 … {Measurement.MostBorder}.");
            return ExitCode.BadArguments;
        }

        ImagePairs pairs;
        try
        {
            var (judged, truth) = (context.Full(image), context.Full(reference));
            pairs = ImagePairs.Of(judged, truth);
            Left(context, judged, pairs.OnlyImages);
            Left(context, truth, pairs.OnlyReferences);
            if (pairs.Pairs.Count == 0)
            {
                throw new InvalidDataException($"{judged} and {truth} hold no images of the same name.");
            }
        }
        catch (Exception refusal) when (refusal is InvalidDataException or FileNotFoundException)
        {
            context.Error.WriteLine(refusal.Message);
            return ExitCode.BadArguments;
        }

        using var host = context.Open();
        var measured = Measurement.Of(pairs.Pairs, border, host.Shelf.Root, long.MaxValue, null, token);
        foreach (var failed in measured.Failed)
        {
            context.Error.WriteLine($"{failed.Name}: {failed.Failure}");
        }

        if (json)
        {
            context.Output.WriteLine(MeasurementText.Json(measured, pairs));
        }
        else if (measured.Measured.Count > 0)
        {
            Write(context.Output, measured);
        }

        return measured.Failed.Count > 0 ? ExitCode.Failed : ExitCode.Finished;
    }

    private static void Left(CliContext context, string folder, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            context.Error.WriteLine($"Left out: {names.Count} in {folder} without a partner ({string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : "")}).");
        }
    }

    private static void Write(TextWriter output, Measurement measured)
    {
        var (files, means) = (measured.Measured, measured.Means);
        var rows = files.Select(file => (IReadOnlyList<string>)[file.Name, .. means.Select(mean => file.Values.TryGetValue(mean.Metric,
            out var value) ? Number(value) : "–")]).ToList();
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
}
