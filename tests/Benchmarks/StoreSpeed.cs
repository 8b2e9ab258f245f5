using System.Diagnostics;
using System.Globalization;

namespace Hodl.Benchmarks;

/// <summary>This version's store and server beside an earlier version's (HODL_BASELINE: a folder with its built copy), part by part in
/// turn.</summary>
internal static class StoreSpeed
{
    private static readonly TimeSpan Logging = TimeSpan.FromSeconds(10);

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        if (Environment.GetEnvironmentVariable("HODL_BASELINE") is not { Length: > 0 } baseline)
        {
            Console.WriteLine("  skipped: HODL_BASELINE names no folder with a built earlier version.");
            return;
        }

        var root = Directory.CreateTempSubdirectory("hodl-speed-").FullName;
        (string Name, string Program)[] subjects = [("earlier", Path.Combine(baseline, "Server/bin/Release/net10.0/Hodl.Server.dll")),
            ("this", ServerProcess.Program())];
        var numbers = new Dictionary<string, double[]>();
        void Note(int subject, string what, double number)
        {
            numbers.TryAdd(what, new double[2]);
            numbers[what][subject] = number;
        }

        try
        {
            foreach (var part in (string[])["append", "long", "fill", "list", "pages", "mlflow", "delete"])
            {
                for (var subject = 0; subject < subjects.Length; subject++)
                {
                    var (name, program) = subjects[subject];
                    var folder = Path.Combine(root, name + (part is "append" or "long" or "mlflow" ? "-" + part : ""));
                    switch (part)
                    {
                        case "pages":
                            await Pages(program, folder, (what, number) => Note(subject, what, number));
                            break;
                        case "mlflow":
                            Note(subject, $"{MlflowWriters.Count} MLflow writers at once, calls/s", await Mlflow(program, folder));
                            break;
                        default:
                            foreach (var line in Part(program, folder, part))
                            {
                                Note(subject, line[0], double.Parse(line[1], CultureInfo.InvariantCulture));
                            }

                            break;
                    }

                    if (part is "long" or "append" or "mlflow")
                    {
                        Directory.Delete(folder, recursive: true);
                    }
                }
            }

            Console.WriteLine($"  {"",-60} {"earlier",10} {"this",10} {"ratio",8}");
            foreach (var (what, pair) in numbers)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {what,-60} {pair[0],10:0.0##} {pair[1],10:0.0##} {pair[1] / pair[0],8:0.00#}"));
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static List<string[]> Part(string program, string folder, string part)
    {
        using var child = Process
            .Start(new ProcessStartInfo("dotnet",
            [typeof(StoreSpeed).Assembly.Location, "store-part", program, folder, part])
            { RedirectStandardOutput = true })!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))]
            : throw new InvalidOperationException($"{part} of {program} ended with {child.ExitCode}.");
    }

    private static async Task Pages(string program, string folder, Action<string, double> note)
    {
        await using var site = await ScaleSite.Start(Path.Combine(folder, "hodl.db"), program);
        note("server with 5000 runs, just started, MiB", site.Server.Mib("VmRSS"));
        await PageScale.List(site, (what, milliseconds) => note("Runs page with 5000 runs, " + what + ", ms", milliseconds));
        note("server with 5000 runs, after the Runs page, MiB", site.Server.Mib("VmRSS"));
        note("server with 5000 runs, at most, MiB", site.Server.Mib("VmHWM"));
    }

    private static async Task<double> Mlflow(string program, string folder)
    {
        Directory.CreateDirectory(folder);
        await using var server = await ServerProcess.Start(Path.Combine(folder, "hodl.db"), program);
        using var writers = new MlflowWriters(server.Address);
        var clock = Stopwatch.StartNew();
        await writers.Log(Logging);
        return writers.Calls / clock.Elapsed.TotalSeconds;
    }
}
