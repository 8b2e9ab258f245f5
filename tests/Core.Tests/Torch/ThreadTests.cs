using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

public sealed class ThreadTests
{
    [Fact]
    public void TwoRuns_AtOnce_EqualTheSameRunsInSequence()
    {
        var alone = new[] { Train(1), Train(2) };
        var together = new float[2][];
        Thread[] threads = [new(() => together[0] = Train(1)), new(() => together[1] = Train(2))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(alone[0], together[0]);
        Assert.Equal(alone[1], together[1]);
        Assert.NotEqual(alone[0], alone[1]);
    }

    [Fact]
    public void SetNumThreads_OnOneThread_LeavesTheOthers()
    {
        var counts = new int[2];
        Thread[] threads = [new(() => counts[0] = Count(2)), new(() => counts[1] = Count(null))];
        Array.ForEach(threads, t => { t.Start(); t.Join(); });
        Assert.Equal([2, 1], counts);

        static int Count(int? wanted)
        {
            if (wanted is { } n)
            {
                TorchRuntime.SetThreads(n);
            }
            ones(1).Dispose();
            return get_num_threads();
        }
    }

    [Fact]
    public void Generator_WithTheSameSeed_RepeatsAndResumes()
    {
        using var scope = NewDisposeScope();
        using Generator a = new(7), b = new(7);
        Assert.Equal(randn(5, generator: a).ToArray<float>(), randn(5, generator: b).ToArray<float>());
        var state = a.get_state();
        var next = rand(3, generator: a).ToArray<float>();
        a.set_state(state);
        Assert.Equal(next, rand(3, generator: a).ToArray<float>());
        Assert.Equal(randperm(9, generator: b).ToArray<long>().Order(), Enumerable.Range(0, 9).Select(i => (long)i));
    }

    [Fact]
    public void ManualSeed_GivesPythonsNumbers()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator();
        generator.manual_seed(0);
        // torch.manual_seed(0); torch.randn(3)
        Assert.Equal([1.5409960746765137f, -0.293428897857666f, -2.1787893772125244f], randn(3, generator: generator).ToArray<float>());
    }

    [Fact]
    public void NoGrad_OnOneThread_LeavesTheOthers()
    {
        using var mode = no_grad();
        var other = false;
        var thread = new Thread(() => other = is_grad_enabled());
        thread.Start();
        thread.Join();
        Assert.False(is_grad_enabled());
        Assert.True(other);
    }

    [Fact]
    public void Runtime_NamesLibtorchAndBlas()
    {
        Assert.NotEmpty(TorchRuntime.LibtorchVersion);
        Assert.NotEmpty(TorchRuntime.Blas);
        Assert.NotEmpty(TorchRuntime.TorchSharpVersion);
    }

    [Fact]
    public void DeviceName_OfTheProcessorAndOfNoDevice_IsNamedOrRefused()
    {
        Assert.Equal("cpu", TorchRuntime.DeviceName(CPU));
        if (!cuda.is_available())
        {
            Assert.Throws<TorchException>(() => TorchRuntime.DeviceName("cuda:0"));
        }
    }

    private static float[] Train(ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        using var w1 = Parameters.Of(randn(4, 1, 3, 3, generator: generator) * 0.3);
        using var w2 = Parameters.Of(randn(10, 4 * 36, generator: generator) * 0.1);
        using var adam = optim.Adam([w1, w2], 1e-2);
        for (var i = 0; i < 100; i++)
        {
            using var inner = NewDisposeScope();
            var x = randn(8, 1, 8, 8, generator: generator);
            var y = randint(0, 10, [8], generator: generator);
            adam.zero_grad();
            var features = nn.functional.conv2d(x, w1).relu().flatten(1);
            nn.functional.cross_entropy(features.MatMul(w2.t()), y).backward();
            adam.step();
        }
        return [.. w1.ToArray<float>(), .. w2.ToArray<float>()];
    }
}
