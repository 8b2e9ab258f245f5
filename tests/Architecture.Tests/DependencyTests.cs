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
        Assert.DoesNotContain(names, name => name.Contains("Sqlite", StringComparison.Ordinal) || name == "Dapper");
        Assert.DoesNotContain(names, name => name is "Hodl.Components" or "Hodl.Server");
    }

    [Fact]
    public void Components_References_NotServer() =>
        Assert.DoesNotContain("Hodl.Server", References(Repository.Components));

    [Fact]
    public void Sql_OutsideStore_Nowhere()
    {
        var outside = Repository.Files("Server", "*.cs")
            .Where(path => !path.StartsWith("Server/Store/", StringComparison.Ordinal))
            .Where(path => Repository.Lines(path).Any(line => line.Contains("Microsoft.Data.Sqlite", StringComparison.Ordinal) || line.Contains("using Dapper", StringComparison.Ordinal)));
        Assert.Empty(outside);
    }

    [Fact]
    public void TorchSharpNames_InServerAndComponents_Nowhere()
    {
        var users = Repository.Files("Server", "*.cs").Concat(Repository.Files("Components", "*.cs"))
            .Where(path => Repository.Lines(path).Any(line => line.StartsWith("using TorchSharp", StringComparison.Ordinal) || line.StartsWith("using static TorchSharp", StringComparison.Ordinal)));
        Assert.Empty(users);
    }

    private static List<string> References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(name => name.Name!)];
}
