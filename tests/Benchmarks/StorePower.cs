using System.Diagnostics;
using System.Globalization;
using Hodl.Server.Store;

namespace Hodl.Benchmarks;

/// <summary>Records what a working store does to its files, and opens what power cuts at random moments may leave: every image opens, with
/// everything that was acknowledged by then.</summary>
internal static class StorePower
{
    private const int Acts = 1500;
    private const string Observed = "acknowledged";
    private static readonly int Images = int.Parse(Environment.GetEnvironmentVariable("HODL_IMAGES") ?? "200",
        CultureInfo.InvariantCulture);

    public static void Run()
    {
        var root = Directory.CreateTempSubdirectory("hodl-power-").FullName;
        try
        {
            var (library, recording, folder) = (Path.Combine(root, "recorder.so"), Path.Combine(root, "recording"),
                Path.Combine(root, "data"));
            Directory.CreateDirectory(folder);
            Start("cc", ["-shared", "-fPIC", "-O2", "-o", library, Path.Combine(AppContext.BaseDirectory, "store-recorder.c"), "-ldl"], []);
            Start("dotnet", [typeof(StorePower).Assembly.Location, "store-writer", Path.Combine(folder, "hodl.db"), "7", $"{Acts}",
                Path.Combine(folder, Observed)],
                new() { ["LD_PRELOAD"] = library, ["REC_DIR"] = folder, ["REC_FILE"] = recording });
            var power = new PowerCut(recording, folder);
            Console.WriteLine($"  {Acts} acts, {power.Operations} operations recorded: {power.Kinds}");
            foreach (var model in (string[])["subset", "suffix"])
            {
                var (random, good, acts, clock) = (new Random(3), 0, 0L, Stopwatch.StartNew());
                for (var image = 0; image < Images; image++)
                {
                    var to = Path.Combine(root, "image");
                    power.Build(to, Observed, random, model == "subset");
                    var (wrong, acknowledged) = Look(to);
                    good += wrong.Count == 0 ? 1 : 0;
                    acts += acknowledged;
                    wrong.ForEach(sentence => Console.WriteLine($"  {model} {image}: {sentence}"));
                    Directory.Delete(to, recursive: true);
                }

                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {model}: {good} of {Images} images good, {acts} acknowledged acts looked for in them; {clock.Elapsed.TotalSeconds:0} s"));
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static (List<string> Wrong, long Acts) Look(string folder)
    {
        var ledger = new StoreLedger();
        var said = Path.Combine(folder, Observed);
        var text = File.Exists(said) ? File.ReadAllText(said) : "";
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line != "ready"))
        {
            ledger.Take(line);
        }

        try
        {
            using var catalog = new Catalog(Path.Combine(folder, "hodl.db"));
            using var store = new RunStore(catalog, TimeProvider.System);
            return (ledger.Verify(catalog, store), ledger.Acts);
        }
#pragma warning disable CA1031 // Whatever keeps it from opening is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ([exception.ToString()], ledger.Acts);
        }
    }

    private static void Start(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }
}
