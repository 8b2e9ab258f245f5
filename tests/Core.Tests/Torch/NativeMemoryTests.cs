using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

[Collection(NativeMemoryGroup.Name)]
public sealed class NativeMemoryTests
{
    // The bytes are the C library's: its other users take some too. 10 000 steps that left one tensor each would be 40 MB.
    private const long MostElsewhere = 8 << 20;

    [Fact]
    public void Training_TenThousandStepsWithScopes_LeavesNothingBehind()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 8));
        using var adam = optim.Adam(net.parameters());
        var x = randn(4, 8);
        for (var i = 0; i < 20; i++)
        {
            Step();
        }
        var before = Settled();
        for (var i = 0; i < 10_000; i++)
        {
            Step();
        }
        var after = Settled();
        Assert.Equal(before.LiveTensors, after.LiveTensors);
        Assert.InRange(after.LiveBytes - before.LiveBytes, long.MinValue, MostElsewhere);

        void Step()
        {
            using var inner = NewDisposeScope();
            adam.zero_grad();
            Autograd.Backward(nn.functional.mse_loss(net.call(x), x));
            adam.step();
        }
    }

    [Fact]
    public void Training_TenThousandStepsWithoutScopes_StaysBounded()
    {
        using var w = Parameters.Of(randn(64, 64));
        using var x = randn(64, 64);
        var budget = TorchRuntime.MemoryBudgetBytes;
        TorchRuntime.MemoryBudgetBytes = 32 << 20;
        try
        {
            var start = Settled().LiveBytes;
            for (var i = 0; i < 10_000; i++)
            {
                // 16 KiB each: 1.3 GB in all, if nothing were collected.
                var loss = (w.MatMul(x).relu() * 2 + 1).square().sum();
                loss.backward();
                w.grad = null;
            }
            Assert.InRange(TorchRuntime.Memory.LiveBytes - start, 0, 256L << 20);
        }
        finally
        {
            TorchRuntime.MemoryBudgetBytes = budget;
        }
    }

    [Fact]
    public void ForgottenTensors_AreFinalised()
    {
        var before = Settled();
        Forget();
        Assert.Equal(before.LiveTensors, Settled().LiveTensors);

        static void Forget()
        {
            for (var i = 0; i < 100; i++)
            {
                _ = ones(10);
            }
        }
    }

    [Fact]
    public void ForgottenTensors_WithoutBytes_AreBoundedToo()
    {
        var before = Settled().LiveTensors;
        using var x = zeros(0);
        for (var i = 0; i < 1_000_000; i++)
        {
            _ = x.alias();
        }
        Assert.InRange(TorchRuntime.Memory.LiveTensors - before, 0, 500_000); // a late timer lets some more pass
    }

    [Fact]
    public void CustomFunction_ManyUses_FreeWhatTheyHold()
    {
        using var scope = NewDisposeScope();
        var x = ones(10, requires_grad: true);
        Step();
        var before = Settled();
        for (var i = 0; i < 2000; i++)
        {
            Step();
        }
        var after = Settled();
        Assert.Equal(before.LiveTensors, after.LiveTensors);
        Assert.InRange(after.LiveBytes - before.LiveBytes, long.MinValue, MostElsewhere);

        void Step()
        {
            using var inner = NewDisposeScope();
            CustomFunction.Apply(
                [x],
                ctx =>
                {
                    var y = x.exp();
                    ctx.save_for_backward([x, y]);
                    return y;
                },
                (ctx, g) => [g * ctx.get_saved_variables()[1]]).sum().backward();
            x.grad = null;
        }
    }

    [Fact]
    public void Peak_IsTheMostBeyondTheStart_AndMeasurementsNest()
    {
        using var before = ones(1000);
        using var outer = new PeakMemory();
        ones(1000, 1000).Dispose();
        using (var inner = new PeakMemory())
        {
            using var a = ones(1000, 500);
            using var b = ones(1000, 250);
            Assert.Equal(3_000_000, inner.Bytes);
        }

        Assert.Equal(4_000_000, outer.Bytes);
    }

    [Fact]
    public void Peak_OfAnotherThread_IsItsOwn()
    {
        using var memory = new PeakMemory();
        var thread = new Thread(() => ones(1000, 1000).Dispose());
        thread.Start();
        thread.Join();
        Assert.Equal(0, memory.Bytes);
    }

    /// <summary>Blocks of one size after another: the heap finds them again, and gives them back when told.</summary>
    [Fact]
    public void Memory_OfTensorsThatComeAndGo_IsUsedAgain()
    {
        const long megabyte = 1L << 20;
        Settled();
        TorchRuntime.EmptyCache();
        var before = Environment.WorkingSet;
        for (var i = 0; i < 100; i++)
        {
            zeros(64 * megabyte / 4).Dispose();
        }

        Assert.InRange(Environment.WorkingSet - before, -1024 * megabyte, 256 * megabyte);
        TorchRuntime.EmptyCache();
        Assert.InRange(Environment.WorkingSet - before, -1024 * megabyte, 32 * megabyte);
    }

    /// <summary>The counters once nothing waits for a finaliser.</summary>
    private static TorchMemory Settled()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return TorchRuntime.Memory;
    }
}
