using Xunit.Abstractions;

namespace Hodl.Server.Tests;

/// <summary>Small inputs after public reports, in <c>field/</c> of the folder that <c>HODL_DATA</c> names.</summary>
public static class FieldData
{
    /// <summary>The path of one; null, with the reason in the test's output, when it is absent.</summary>
    public static string? Find(string name, ITestOutputHelper output)
    {
        var root = Environment.GetEnvironmentVariable("HODL_DATA");
        if (!string.IsNullOrEmpty(root) && Path.Combine(root, "field", name) is var path && Path.Exists(path))
        {
            return path;
        }

        output.WriteLine($"Skipped: field/{name} is absent. HODL_DATA names the folder of the shared data.");
        return null;
    }
}
