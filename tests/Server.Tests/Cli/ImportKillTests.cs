using System.Text;
using Xunit.Abstractions;

namespace Hodl.Server.Tests.Cli;

/// <summary>An import that is killed is there whole or not at all, and the same file is not taken in twice.</summary>
public sealed class ImportKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Count = 400;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Import_Killed_AllOrNoneAndNothingIsLeft()
    {
        var file = Path.Combine(_folder.Path, "many.csv");
        var text = new StringBuilder("run,series,step,value\n");
        for (var run = 0; run < Count; run++)
        {
            text.Append($"{run},phi,1,{run}\n{run},phi,2,{run + 0.5}\n");
        }

        File.WriteAllText(file, text.ToString());
        var runs = Path.Combine(_folder.Path, "runs");
        var whole = false;
        foreach (var folders in new[] { 1, Count / 3, Count - 1, Count })
        {
            using var child = new Child(_folder.Database, "import", file);
            var limit = DateTime.UtcNow.AddSeconds(60);
            while (!whole && Made(runs) < folders && DateTime.UtcNow < limit)
            {
                Thread.Sleep(1);
            }

            child.Kill();
            _ = child.ExitCode;
            var made = Made(runs);
            var kept = _folder.Store().List().Count;
            _folder.Store().AwaitRemoval();
            output.WriteLine($"killed with {made} folders: {kept} runs");
            Assert.True(kept is 0 or Count, $"{kept} of {Count} runs");
            Assert.Equal(kept, Made(runs));
            Assert.Empty(Directory.EnumerateFiles(runs));
            whole |= kept == Count;
            _folder.Close();
        }

        using var again = new Child(_folder.Database, "import", file);
        Assert.Equal(whole ? 1 : 0, again.ExitCode);
        using var twice = new Child(_folder.Database, "import", file);
        Assert.Equal(1, twice.ExitCode);
        Assert.Contains("The same was taken in before, as runs", twice.Error, StringComparison.Ordinal);
        Assert.Equal(Count, _folder.Store().List().Count);
    }

    private static int Made(string runs) => Directory.Exists(runs) ? Directory.EnumerateDirectories(runs).Count() : 0;
}
