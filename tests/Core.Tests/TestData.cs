using Xunit.Abstractions;

namespace Hodl.Core.Tests;

/// <summary>
/// Where the shared data lie: <c>HODL_DATA</c>, or <c>../shared/data</c> beside the repository. A test that needs them asks
/// here, and returns at once when the answer is null; the reason then stands in the test's output.
/// </summary>
public static class TestData
{
    /// <summary>The path of a file or folder of the shared data; null when it is absent.</summary>
    public static string? Find(string name, ITestOutputHelper output)
    {
        var root = Environment.GetEnvironmentVariable("HODL_DATA") is { Length: > 0 } set ? set : Path.Combine(RepositoryRoot(), "..", "shared", "data");
        var path = Path.GetFullPath(Path.Combine(root, name));
        if (Path.Exists(path))
        {
            return path;
        }

        output.WriteLine($"Skipped: {path} is absent. HODL_DATA names the folder of the shared data.");
        return null;
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HodlDashboard.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No HodlDashboard.sln above the tests.");
        }

        return folder;
    }
}
