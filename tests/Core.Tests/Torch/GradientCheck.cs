using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Torch;

/// <summary>Derivatives of a function against central differences in double precision, along a random direction.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-5;

    /// <summary>First and second derivative of ⟨f(x), v⟩.</summary>
    public static void Agrees(Func<Tensor, Tensor> f, Tensor x, double tolerance = 1e-6)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11);
        Tensor Like(Tensor t) => randn(t.shape, ScalarType.Float64, generator: generator);

        var v = Like(Real(f(x)));
        Tensor Value(Tensor at) => (Real(f(at)) * v).sum();
        Tensor Gradient(Tensor at, bool graph) => Autograd.Grad([Value(at)], [at], createGraph: graph)[0];

        var d = Like(x);
        var u = Like(x);
        using var point = x.detach().clone().requires_grad_();
        var gradient = Gradient(point, true);
        Close(Difference(at => Value(at).item<double>(), x, d), (gradient * d).sum().item<double>(), tolerance, "first");
        var second = Autograd.Grad([(gradient * u).sum()], [point], allowUnused: true)[0];
        var along = second is null ? 0 : (second * d).sum().item<double>();
        Close(Difference(at => (Gradient(at.requires_grad_(), false) * u).sum().item<double>(), x, d), along, tolerance, "second");
    }

    private static double Difference(Func<Tensor, double> f, Tensor x, Tensor d) =>
        (f((x + d * Step).detach()) - f((x - d * Step).detach())) / (2 * Step);

    private static Tensor Real(Tensor y) => y.is_complex() ? view_as_real(y.resolve_conj()) : y;

    private static void Close(double expected, double actual, double tolerance, string which) =>
        Assert.True(
            Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)),
            $"the {which} derivative is {actual:R}, central differences say {expected:R}");
}
