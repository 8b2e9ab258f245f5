using System.Globalization;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Benchmarks;

/// <summary>Makes a database of many runs and one very long one.</summary>
internal static class ScaleData
{
    public const int Runs = 5000, Metrics = 50, PointsEach = 20;
    public const int LongPoints = 10_000_000;

    /// <summary>Single points of the long series that stand far out; a chart that loses one lies.</summary>
    public static readonly (long Step, double Value)[] Spikes = [(1_234_567, 50), (5_000_001, -40), (8_765_432, 75)];

    private static readonly (string Task, string[] Methods)[] Tasks =
    [
        ("constrained-sparse-coding", ["shodl", "ahodl", "unh", "ena"]), ("regularized-sparse-coding", ["shodl", "unh", "ena"]),
            ("hyper-cleaning", ["shodl", "rhg", "cg", "ns"]), ("rain-removal", ["shodl", "ena"]),
    ];

    /// <summary>Fills the file.</summary>
    /// <returns>The long run's id.</returns>
    public static long Fill(string database)
    {
        using var catalog = new Catalog(database);
        using var store = new RunStore(catalog, TimeProvider.System);
        var random = new Random(1);
        var names = Enumerable.Range(0, Metrics).Select(i => i switch { 0 => "phi", 1 => "hypergradient_norm", 2 => "residual", 3 => "psnr_gray", 4 => "ssim_gray", _ => $"metric_{i:D2}" }).ToArray();
        for (var i = 1; i <= Runs; i++)
        {
            var (task, methods) = Tasks[i % Tasks.Length];
            store.Add(new ImportedRun
            {
                Name = $"run {i.ToString(CultureInfo.InvariantCulture)} of many",
                Task = task,
                Method = methods[i / Tasks.Length % methods.Length],
                Seed = 1 + (i % 5),
                Settings = new Dictionary<string, string> { ["K"] = $"{5 * (1 + (i % 5))}", ["Mu"] = "0.3", ["BatchSize"] = "128" },
                Series = [.. names.Select(name => Series(name, random))],
                Results = [.. names.Select(name => new RunResult(name, random.NextDouble()))],
            });
        }

        var column = new SeriesColumn("phi");
        var spikes = Spikes.ToDictionary(spike => spike.Step, spike => spike.Value);
        for (long step = 1; step <= LongPoints; step++)
        {
            column.Add(step, step * 1e-3, spikes.TryGetValue(step, out var value) ? value : Math.Sin(step * 1e-6)
                + (0.1 * random.NextDouble()) + 2);
        }

        return store.Add(new ImportedRun
        {
            Name = "ten million points",
            Task = "regularized-sparse-coding",
            Method = "shodl",
            Series = [column]
        });
    }

    private static SeriesColumn Series(string name, Random random)
    {
        var column = new SeriesColumn(name);
        for (var step = 1; step <= PointsEach; step++)
        {
            column.Add(step * 50, step * 0.5, random.NextDouble());
        }

        return column;
    }
}
