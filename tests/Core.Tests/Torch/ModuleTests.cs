using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

public sealed class ModuleTests
{
    [Fact]
    public void Parameters_OfNestedModules_HaveDottedNames()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        Assert.Equal(
            ["scale", "body.0.weight", "body.0.bias", "body.2.weight", "body.2.bias"],
            net.named_parameters().Select(p => p.Item1));
        Assert.Equal(["mean"], net.named_buffers().Select(b => b.Item1));
        Assert.Equal(6, net.state_dict().Count);
    }

    [Fact]
    public void LoadStateDict_OfAnother_GivesTheSameFunction()
    {
        using var scope = NewDisposeScope();
        using Net a = new(), b = new();
        var x = randn(2, 4);
        Assert.False(a.call(x).allclose(b.call(x)));
        b.load_state_dict(a.state_dict());
        Assert.True(a.call(x).Equals(b.call(x)));
    }

    [Fact]
    public void LoadStateDict_MissingName_SaysWhich()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        var state = net.state_dict();
        state.Remove("scale");
        var error = Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state));
        Assert.Contains("missing [scale]", error.Message, StringComparison.Ordinal);
        Assert.Equal(["scale"], net.load_state_dict(state, strict: false).Item1);
    }

    [Fact]
    public void Module_MadeInAScope_OutlivesIt()
    {
        Net net;
        using (NewDisposeScope())
        {
            net = new Net();
        }
        using (net)
        {
            Assert.All(net.parameters(), p => Assert.False(p.IsInvalid));
        }
        Assert.All(net.parameters(), p => Assert.True(p.IsInvalid));
    }

    [Fact]
    public void To_Double_KeepsTheParameterObjects()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        var first = net.parameters().First();
        net.to(ScalarType.Float64);
        Assert.Same(first, net.parameters().First());
        Assert.Equal(ScalarType.Float64, first.dtype);
        Assert.Equal(ScalarType.Float64, net.call(randn(2, 4, ScalarType.Float64)).dtype);
    }

    [Fact]
    public void TrainAndEval_ReachEveryModule()
    {
        using var net = new Net();
        net.eval();
        Assert.All(net.modules(), m => Assert.False(m.training));
        net.train();
        Assert.All(net.modules(), m => Assert.True(m.training));
    }

    [Fact]
    public void Orthogonal_OfWideMatrix_HasOrthonormalRows()
    {
        using var scope = NewDisposeScope();
        var w = empty(3, 5, ScalarType.Float64);
        nn.init.orthogonal_(w);
        Assert.True(w.matmul(w.t()).allclose(eye(3, dtype: ScalarType.Float64)));
    }

    [Fact]
    public void ConvTranspose2d_WithTheSameWeight_IsTheAdjoint()
    {
        using var scope = NewDisposeScope();
        using var conv = nn.Conv2d(2, 3, 3, stride: 2, padding: 1, bias: false, dtype: ScalarType.Float64);
        using var adjoint = nn.ConvTranspose2d(3, 2, 3, stride: 2, padding: 1, bias: false, dtype: ScalarType.Float64);
        adjoint.load_state_dict(conv.state_dict());
        var x = randn(1, 2, 8, 8, ScalarType.Float64);
        var y = randn(1, 3, 4, 4, ScalarType.Float64);
        var left = (conv.call(x) * y).sum().item<double>();
        var right = (x * adjoint.forward(y, [8, 8])).sum().item<double>();
        Assert.Equal(left, right, 1e-12);
    }

    [Theory]
    [InlineData(PaddingModes.Zeros)]
    [InlineData(PaddingModes.Reflect)]
    [InlineData(PaddingModes.Replicate)]
    [InlineData(PaddingModes.Circular)]
    public void Conv2d_SamePadding_KeepsTheSize(PaddingModes mode)
    {
        using var scope = NewDisposeScope();
        using var conv = nn.Conv2d(1, 2, 5, Padding.Same, padding_mode: mode);
        Assert.Equal([1, 2, 9, 7], conv.call(randn(1, 1, 9, 7)).shape);
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter scale = nn.Parameter(ones(1));
        private readonly Sequential body = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 4));
        private readonly Tensor mean = zeros(4);

        public Net()
            : base(nameof(Net)) => RegisterComponents();

        public override Tensor forward(Tensor input) => body.call(input - mean) * scale;
    }
}
