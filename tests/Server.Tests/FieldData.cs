namespace Hodl.Server.Tests;

/// <summary>Shared data, in the folder that <c>HODL_DATA</c> names. A test that needs them is a SkippableFact or SkippableTheory and asks here.</summary>
public static class FieldData
{
    /// <summary>The path of a small input after public reports; where it is absent the test is skipped, with the reason.</summary>
    public static string Find(string name) => Shared(Path.Combine("field", name));

    /// <summary>The path of any file or folder; where it is absent the test is skipped, with the reason.</summary>
    public static string Shared(string name)
    {
        var root = Environment.GetEnvironmentVariable("HODL_DATA");
        var path = Path.Combine(root ?? "", name);
        Skip.If(string.IsNullOrEmpty(root) || !Path.Exists(path), $"{name} is absent. HODL_DATA names the folder of the shared data.");
        return path;
    }
}
