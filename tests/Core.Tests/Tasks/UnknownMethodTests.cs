using Hodl.Core.Tasks;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Tasks;

/// <summary>An id that a task does not have builds no other method in silence.</summary>
public class UnknownMethodTests
{
    [Fact]
    public void Create_UnknownId_NamesItAndTheKnown()
    {
        using var scope = NewDisposeScope();
        Action[] creations =
        [
            () => RegularizedSparseCodingMethods.Create("no-such", new(), zeros(8, 6, float64), 1),
            () => RainRemovalMethods.Create("no-such", new(), new Core.Solvers.MeanSquaredError(), 1, 1, float32, CPU),
            () => LowLightMethods.Create("no-such", new(), 1, float32, CPU),
        ];
        Assert.All(creations, create =>
        {
            var error = Assert.Throws<ArgumentException>(create);
            Assert.Contains("no method no-such", error.Message, StringComparison.Ordinal);
            Assert.Contains("shodl, ahodl", error.Message, StringComparison.Ordinal);
        });
    }
}
