using System.Text.RegularExpressions;
using Xunit;

namespace Hodl.Architecture.Tests;

/// <summary>Small files, one public type in each, no words that say nothing.</summary>
public partial class FileTests
{
    private static readonly string[] Folders = ["Core", "Components", "Server"];

    [Fact]
    public void SourceFiles_Length_StaysWithinLimits()
    {
        var sizes = Folders.SelectMany(folder => Repository.Files(folder, "*.cs")).Select(path => (Path: path, Repository.Lines(path).Length)).OrderBy(file => file.Length).ToList();
        Assert.Empty(sizes.Where(file => file.Length > 400));
        Assert.InRange(sizes[sizes.Count / 2].Length, 1, 60);
        Assert.InRange(sizes[(int)(sizes.Count * 0.95)].Length, 1, 200);
    }

    [Fact]
    public void RazorFiles_Length_AtMost150Lines() =>
        Assert.Empty(new[] { "Components", "Server" }.SelectMany(folder => Repository.Files(folder, "*.razor")).Where(path => Repository.Lines(path).Length > 150));

    [Fact]
    public void SourceFiles_PublicTypes_OneEach()
    {
        // A task and its settings record share a file, and the binding nests its types in torch, as TorchSharp does.
        var crowded = Folders.SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Where(path => !path.StartsWith("Core/Torch/", StringComparison.Ordinal))
            .Where(path => Repository.Lines(path).Count(line => PublicType().IsMatch(line)) > (path.StartsWith("Core/Tasks/", StringComparison.Ordinal) ? 2 : 1));
        Assert.Empty(crowded);
    }

    [Fact]
    public void TypeNames_EmptyWords_Nowhere() =>
        Assert.Empty(Repository.Product.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("Hodl.", StringComparison.Ordinal) == true && EmptyWord().IsMatch(type.Name))
            .Select(type => type.FullName));

    [GeneratedRegex(@"^public (?:static |sealed |abstract |partial |readonly |unsafe )*(?:class|record struct|record|struct|interface|enum|delegate) ")]
    private static partial Regex PublicType();

    [GeneratedRegex("(Manager|Helper|Service|Util|Utils)$")]
    private static partial Regex EmptyWord();
}
