using System.Text.RegularExpressions;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Tests.Cli;
using Xunit.Abstractions;

namespace Hodl.Server.Tests.Fuzz;

/// <summary>Damaged files end in a value or a clear refusal: no death, no hang, no mountain of memory.</summary>
public sealed partial class ReaderFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20261130;

    // Enough for all cases of most readers on a quiet machine; more time reaches all of all.
    private static readonly string Seconds = Environment.GetEnvironmentVariable("HODL_FUZZ_SECONDS") is { Length: > 0 } given ? given : "4";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("arrow", 6000)]
    [InlineData("csv", 4000)]
    [InlineData("tfevents", 4000)]
    [InlineData("event", 6000)]
    [InlineData("safetensors", 4000)]
    [InlineData("npy", 4000)]
    [InlineData("mat", 4000)]
    [InlineData("txt", 4000)]
    [InlineData("idx", 4000)]
    [InlineData("gz", 4000)]
    [InlineData("png", 3000)]
    [InlineData("jpg", 3000)]
    [InlineData("tif", 3000)]
    [InlineData("webp", 3000)]
    [InlineData("gif", 3000)]
    [InlineData("bmp", 4000)]
    [InlineData("journal", 2000)]
    [InlineData("index", 2000)]
    public void Read_DamagedFile_ValueOrRefusal(string reader, int cases) => Fuzz(reader, Samples.Of(reader, _folder.Store()), cases);

    [Fact]
    public void Import_DamagedModel_ValueOrRefusal() => Fuzz("model", Model(), 1000);

    private void Fuzz(string reader, byte[] sample, int cases)
    {
        var file = Path.Combine(_folder.Path, "sample");
        File.WriteAllBytes(file, sample);
        // libvips says every warning twice.
        var quiet = new Dictionary<string, string> { ["VIPS_WARNING"] = "0" };
        using var child = new Child(typeof(ReaderFuzz).Assembly, quiet, Path.Combine(_folder.Path, "none.db"), "fuzz", reader, file, $"{Seed}", $"{cases}", Seconds);

        Assert.True(child.ExitCode == 0, $"exit code {child.ExitCode}: {child.Error}");
        output.WriteLine(child.LastLine);
        // A machine that gets through a few only has shown nothing.
        Assert.InRange(int.Parse(Cases().Match(child.LastLine).Groups[1].Value), 25, cases);
    }

    private static byte[] Model()
    {
        using var other = new TempFolder();
        using var server = new TestServer(other.Database, tasks: [new ConstrainedSparseCoding()]);
        var settings = new ConstrainedSparseCodingSettings { K = 2, OuterSteps = 2, BatchSize = 4, Hidden = 8, TestSide = 32, TrainPatches = 128 };
        var run = server.Queue.Enqueue([new RunSpec { Task = "constrained-sparse-coding", Method = "shodl", Seed = 1, Settings = settings }])[0];
        Assert.Equal(RunState.Finished, server.WaitForEnd(run).State);
        var shelf = server.Services.GetRequiredService<ModelShelf>();
        return shelf.Export(shelf.Keep(run, "sample"));
    }

    [GeneratedRegex(": ([0-9]+) cases")]
    private static partial Regex Cases();
}
