using System.Reflection;
using Xunit;

namespace Hodl.Architecture.Tests;

/// <summary>Core ← Components ← Server, never back.</summary>
public class DependencyTests
{
    [Fact]
    public void Core_References_NeitherWebNorDatabase()
    {
        var names = References(Repository.Core);
        Assert.DoesNotContain(names, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => name == "LiteDB");
        Assert.DoesNotContain(names, name => name is "Hodl.Components" or "Hodl.Server");
    }

    [Fact]
    public void Components_References_NotServer() =>
        Assert.DoesNotContain("Hodl.Server", References(Repository.Components));

    [Fact]
    public void LiteDb_OutsideStore_Nowhere()
    {
        var outside = new[] { "Core", "Components", "Server" }.SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Where(path => !path.StartsWith("Server/Store/", StringComparison.Ordinal))
            .Where(path => Repository.Lines(path).Any(line => line.Contains("LiteDB", StringComparison.Ordinal)
                && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
        Assert.Empty(outside);
    }

    [Fact]
    public void LiteDatabase_OutsideTheDoor_Nowhere()
    {
        // A second LiteDatabase on a file destroys it.
        var openers = Repository.Files("Server/Store", "*.cs").Where(path =>
            Repository.Lines(path).Any(line => line.Contains("new LiteDatabase(", StringComparison.Ordinal)));
        Assert.All(openers, path => Assert.StartsWith("Server/Store/Catalog.", path, StringComparison.Ordinal));
    }

    [Fact]
    public void TorchSharpNames_InServerAndComponents_Nowhere()
    {
        var users = Repository.Files("Server", "*.cs").Concat(Repository.Files("Components", "*.cs"))
            .Where(path => Repository.Lines(path).Any(line => line.StartsWith("using TorchSharp", StringComparison.Ordinal)
                || line.StartsWith("using static TorchSharp", StringComparison.Ordinal)));
        Assert.Empty(users);
    }

    private static List<string> References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(name => name.Name!)];
}
