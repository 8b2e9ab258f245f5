using Hodl.Core.Tests.Solvers;
using Hodl.Core.Tests.Torch;
using Hodl.Core.Torch;
using Xunit;

namespace Hodl.Core.Tests.Tasks;

[Collection(NativeMemoryGroup.Name)]
public sealed class TensorCountTests
{
    [Theory]
    [InlineData("shodl")]
    [InlineData("ahodl")]
    [InlineData("unh")]
    [InlineData("ena")]
    public void Run_WholeTask_LeavesNoTensorBehind(string method)
    {
        SmallProblem.Run(method, SmallProblem.Settings);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = TorchRuntime.Memory.LiveTensors;
        SmallProblem.Run(method, SmallProblem.Settings);

        Assert.Equal(before, TorchRuntime.Memory.LiveTensors);
    }
}
