using Hodl.Core.Tests.Hypergradients;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

/// <summary>What a GPU has to give as the CPU does. Where libtorch finds none, each returns at once and says so.</summary>
[Collection(NativeMemoryGroup.Name)]
public sealed class GpuTests
{
    [SkippableTheory]
    [InlineData("rhg")]
    [InlineData("trhg")]
    [InlineData("forward")]
    [InlineData("cg")]
    [InlineData("ns")]
    [InlineData("exact")]
    public void Hypergradient_IsTheClosedForm_AndSaysWhatItTook(string name)
    {
        var gpu = Gpu();
        foreach (var cost in new[] { false, true })
        {
            using var scope = NewDisposeScope();
            var bilevel = new RandomBilevel(2, cost, device: gpu);
            using var memory = new PeakMemory();
            using var found = HypergradientMethodTests.Method(name).Compute(bilevel.Problem, bilevel.Problem.BatchAt(1), 80, null, default);
            Assert.True(bilevel.Error(found.Gradients) <= 1e-8, $"{bilevel.Error(found.Gradients):E2}");
            Assert.All(found.Gradients, gradient => Assert.Equal(TorchSharp.DeviceType.CUDA, gradient!.device_type));
            Assert.True(found.Cost.PeakBytes > 0);
        }
    }

    /// <summary>TF32 rounds every factor to ten bits; its products would be wrong by about 3e-4.</summary>
    [SkippableFact]
    public void ProductsOfFloat32_AreInFloat32()
    {
        var gpu = Gpu();
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        Tensor image = randn([4, 32, 40, 40], generator: random).to(gpu), kernel = randn([32, 32, 3, 3], generator: random).to(gpu), a = randn([512, 512], generator: random).to(gpu);
        Assert.InRange(Off(nn.functional.conv2d(image, kernel), nn.functional.conv2d(image.to(float64), kernel.to(float64))), 0, 1e-5);
        Assert.InRange(Off(a.MatMul(a), a.to(float64).MatMul(a.to(float64))), 0, 1e-5);

        static double Off(Tensor found, Tensor truth) => ((found.to(float64) - truth).norm() / truth.norm()).item<double>();
    }

    [SkippableFact]
    public void TheSameTraining_GivesTheSameBits()
    {
        var gpu = Gpu();
        var (first, second) = (Train(gpu), Train(gpu));
        Assert.All(first, number => Assert.True(float.IsFinite(number)));
        Assert.Equal(first, second);
    }

    [SkippableFact]
    public void Generator_WithTheSameSeed_RepeatsAndResumes()
    {
        var gpu = Gpu();
        using var scope = NewDisposeScope();
        using Generator a = new(7, gpu), b = new(7, gpu);
        Assert.Equal(Numbers(randn(5, device: gpu, generator: a)), Numbers(randn(5, device: gpu, generator: b)));
        var state = a.get_state();
        var next = Numbers(rand(3, device: gpu, generator: a));
        a.set_state(state);
        Assert.Equal(next, Numbers(rand(3, device: gpu, generator: a)));
    }

    /// <summary>Tensors that nobody disposes fill the GPU unless its bytes are seen.</summary>
    [SkippableFact]
    public void ForgottenTensors_AreBounded()
    {
        var gpu = Gpu();
        using var memory = new PeakMemory();
        for (var i = 0; i < 2000; i++)
        {
            _ = zeros([1 << 20], float32, gpu);
        }

        Assert.InRange(memory.Bytes, 1 << 22, 3L << 30);
    }

    private static float[] Numbers(Tensor x) => x.cpu().ToArray<float>();

    private static float[] Train(Device gpu)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var filters = Parameters.Of((randn(16, 3, 3, 3, generator: random) * 0.3).to(gpu));
        using var weights = Parameters.Of((randn(10, 16 * 49, generator: random) * 0.1).to(gpu));
        using var adam = optim.Adam([filters, weights], 1e-2);
        for (var i = 0; i < 50; i++)
        {
            using var inner = NewDisposeScope();
            var x = randn(64, 3, 16, 16, generator: random).to(gpu);
            var y = randint(0, 10, [64], generator: random).to(gpu);
            adam.zero_grad();
            var features = nn.functional.max_pool2d(nn.functional.conv2d(x, filters).relu(), 2).flatten(1);
            Autograd.Backward(nn.functional.cross_entropy(features.MatMul(weights.t()), y));
            adam.step();
        }

        return [.. Numbers(filters.detach()), .. Numbers(weights.detach())];
    }

    private static Device Gpu()
    {
        Skip.IfNot(TorchRuntime.HasCuda, "libtorch finds no GPU. A build with -p:Cuda=true has one for CUDA.");
        var gpu = device("cuda:0");
        TorchRuntime.Prepare(gpu);
        return gpu;
    }
}
