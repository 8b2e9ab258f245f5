using Hodl.Core.Data;

namespace Hodl.Core.Tests;

/// <summary>
/// Where the shared data lie: <c>HODL_DATA</c>, or <c>../shared/data</c> beside the repository. A test that needs them is a
/// SkippableFact or SkippableTheory and asks here.
/// </summary>
public static class TestData
{
    /// <summary>The folder of the shared data, absolute; may be absent.</summary>
    public static string Root { get; } = Path.GetFullPath(Environment.GetEnvironmentVariable(DataRoot.Variable) is { Length: > 0 } set ? set
        : Path.Combine(RepositoryRoot(), "..", "shared", "data"));

    /// <summary>The path of a file or folder of the shared data; where it is absent the test is skipped, with the reason.</summary>
    public static string Find(string name)
    {
        var path = Path.Combine(Root, name);
        Xunit.Skip.IfNot(Path.Exists(path), $"{path} is absent. HODL_DATA names the folder of the shared data.");
        return path;
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
