using System.Reflection;
using Hodl.Core.Runs;

namespace Hodl.Architecture.Tests;

/// <summary>The tree and the assemblies that the rules are about.</summary>
internal static class Repository
{
    public static readonly string Root = FindRoot();

    public static Assembly Core => typeof(RunSpec).Assembly;

    public static Assembly Components => Assembly.Load("Hodl.Components");

    public static Assembly Server => typeof(Program).Assembly;

    public static IEnumerable<Assembly> Product => [Core, Components, Server];

    /// <summary>Source files under a top-level folder, build outputs left out, as paths relative to the root.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/") && !path.Contains("/obj/") && !path.Contains("/build/") && !path.Contains("wwwroot/lib/") && !path.Contains("wwwroot/_framework/"));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HodlDashboard.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
