using TorchSharp;
using Xunit;

namespace Hodl.Architecture.Tests;

/// <summary>
/// The binding promises TorchSharp's signatures, so that -p:TorchProvider=nuget is a package reference away. The golden
/// file holds the lines of TorchSharp's listing that the binding has; tests/tools/torch-golden.py makes it.
/// </summary>
public class TorchSurfaceTests
{
    /// <summary>
    /// The accessor behind Tensor.data&lt;T&gt;() is in TorchSharp, but its namespace is not in the listing that the golden is
    /// made from.
    /// </summary>
    private const string Unlisted = "TorchSharp.Utils";

    [Fact]
    public void PublicMembers_OfTheBinding_StandInTorchSharpWithTheSameSignature()
    {
        var surface = Surface().ToList();
        if (Environment.GetEnvironmentVariable("TORCH_SURFACE_OUT") is { Length: > 0 } path)
        {
            File.WriteAllLines(path, surface);
        }
        var golden = File.ReadAllLines(Path.Combine(Repository.Root, "tests/Architecture.Tests/torchsharp-golden.txt"))
            .Where(line => !line.StartsWith('#'))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Empty(surface.Where(line => !golden.Contains(line)));
        Assert.Empty(golden.Except(surface));
    }

    /// <summary>What shares the binding's assembly could reach its internals, which the package does not have.</summary>
    [Fact]
    public void SourceFiles_OutsideTheBinding_UseNoInternalsOfIt()
    {
        var outside = Repository.Files("Core", "*.cs").Where(path => !path.StartsWith("Core/Torch/", StringComparison.Ordinal));
        Assert.Empty(outside.Where(path => Array.Exists(Repository.Lines(path), line =>
            line.Contains("Torch.Interop", StringComparison.Ordinal) || line.Contains(".Borrow()", StringComparison.Ordinal))));
    }

    /// <summary>One line a member, its type in front.</summary>
    private static IEnumerable<string> Surface() =>
        typeof(torch).Assembly.GetTypes()
            .Where(type => type.IsVisible && type.Namespace?.StartsWith("TorchSharp", StringComparison.Ordinal) == true)
            .Where(type => type.Namespace != Unlisted)
            .SelectMany(type =>
            {
                var heading = TorchSurfaceFormat.Heading(type);
                return TorchSurfaceFormat.Members(type).Select(member => $"{heading} | {member}").Prepend(heading);
            })
            .Order(StringComparer.Ordinal);
}
