using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

public sealed class OptimizerTests
{
    [Theory]
    [InlineData(0.0, 0.0, false)]
    [InlineData(0.9, 0.01, false)]
    [InlineData(0.9, 0.01, true)]
    public void Sgd_ThreeSteps_FollowTheRecurrence(double momentum, double decay, bool nesterov)
    {
        using var scope = NewDisposeScope();
        using var p = new Parameter(tensor([1.0]));
        using var sgd = optim.SGD([p], 0.1, momentum, weight_decay: decay, nesterov: nesterov);
        double x = 1, buffer = 0;
        for (var k = 0; k < 3; k++)
        {
            var g = 2 * x + decay * x;
            buffer = k == 0 ? g : momentum * buffer + g;
            x -= 0.1 * (nesterov ? g + momentum * buffer : momentum > 0 ? buffer : g);
            Step(sgd, p);
            Assert.Equal(x, p.item<double>(), 1e-14);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Adam_ThreeSteps_FollowTheRecurrence(bool amsgrad)
    {
        using var scope = NewDisposeScope();
        using var p = new Parameter(tensor([1.0]));
        using var adam = optim.Adam([p], 0.1, weight_decay: 0.05, amsgrad: amsgrad);
        double x = 1, m = 0, v = 0, most = 0;
        for (var k = 1; k <= 3; k++)
        {
            var g = 2 * x + 0.05 * x;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            most = Math.Max(most, v);
            var second = amsgrad ? most : v;
            x -= 0.1 / (1 - Math.Pow(0.9, k)) * m / (Math.Sqrt(second / (1 - Math.Pow(0.999, k))) + 1e-8);
            Step(adam, p);
            Assert.Equal(x, p.item<double>(), 1e-13);
        }
    }

    [Fact]
    public void StateDict_SavedAndLoaded_ContinuesBitForBit()
    {
        using var scope = NewDisposeScope();
        using Parameter a = new(tensor([1f, -3f])), b = new(tensor([1f, -3f]));
        using Optimizer first = new(a), second = new(b);
        for (var k = 0; k < 5; k++)
        {
            Step(first.Adam, a);
        }
        using var file = new MemoryStream();
        first.Adam.save_state_dict(new BinaryWriter(file));
        file.Position = 0;
        second.Adam.load_state_dict(new BinaryReader(file));
        using (no_grad())
        {
            b.copy_(a);
        }
        for (var k = 0; k < 5; k++)
        {
            Step(first.Adam, a);
            Step(second.Adam, b);
        }
        Assert.Equal(a.data<float>().ToArray(), b.data<float>().ToArray());
    }

    [Fact]
    public void LearningRate_SetOnTheGroup_IsUsed()
    {
        using var scope = NewDisposeScope();
        using var p = new Parameter(tensor([1.0]));
        using var sgd = optim.SGD([p], 0.1);
        foreach (var group in sgd.ParamGroups)
        {
            group.LearningRate = 0.25;
        }
        Step(sgd, p);
        Assert.Equal(0.5, p.item<double>());
    }

    [Fact]
    public void Groups_WithOptionsOfTheirOwn_UseThem()
    {
        using var scope = NewDisposeScope();
        using Parameter p = new(tensor([1.0])), q = new(tensor([1.0]));
        using var sgd = optim.SGD([new SGD.ParamGroup([p], new SGD.Options { LearningRate = 0.25 }), new SGD.ParamGroup { Parameters = [q] }], 0.1);
        (p.square() + q.square()).sum().backward();
        sgd.step();
        Assert.Equal(0.5, p.item<double>());
        Assert.Equal(0.8, q.item<double>(), 1e-15);
    }

    private static void Step(optim.Optimizer optimizer, Tensor p)
    {
        optimizer.zero_grad();
        p.square().sum().backward();
        optimizer.step();
    }

    private sealed class Optimizer(Parameter p) : IDisposable
    {
        public Adam Adam { get; } = optim.Adam([p], 0.05);

        public void Dispose() => Adam.Dispose();
    }
}
