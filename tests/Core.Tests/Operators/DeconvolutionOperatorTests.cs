using Hodl.Core.Imaging;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

/// <summary>Wavelets, circular convolution and differences: exact inverses, adjoints, closed forms.</summary>
public sealed class DeconvolutionOperatorTests
{
    [Theory]
    [InlineData(WaveletKind.Haar, 1, 8, 6)]
    [InlineData(WaveletKind.Haar, 3, 16, 24)]
    [InlineData(WaveletKind.Daubechies4, 1, 6, 10)]
    [InlineData(WaveletKind.Daubechies4, 3, 16, 32)]
    public void Wavelet_AnyImage_ComesBackAndKeepsInnerProducts(WaveletKind kind, int levels, long height, long width)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var wavelet = new OrthonormalWavelet(kind, levels, float64, CPU);
        var (u, v) = (randn([2, 3, height, width], dtype: float64, generator: random), randn([2, 3, height, width], dtype: float64, generator: random));
        var (z, y) = (wavelet.Analyze(u), wavelet.Analyze(v));

        Assert.True(wavelet.Synthesize(z, 3).allclose(u, 1e-12, 1e-12));                                   // WᵀW = I
        Assert.Equal((u * v).sum().item<double>(), z.Zip(y, (a, b) => (a * b).sum().item<double>()).Sum(), 9);
        Assert.Equal(u.numel(), z.Sum(band => band.numel()));                                              // so WWᵀ = I too
    }

    [Fact]
    public void Wavelet_OneLevelAsMatrix_IsOrthogonalAndAnnihilatesRamps()
    {
        using var scope = NewDisposeScope();
        var wavelet = new OrthonormalWavelet(WaveletKind.Daubechies4, 1, float64, CPU);
        var rows = wavelet.Analyze(eye(64, dtype: float64).reshape(64, 1, 8, 8));
        var matrix = cat([.. rows.Select(band => band.flatten(1))], 1);  // row i: W e_i
        Assert.True(matrix.MatMul(matrix.t()).allclose(eye(64, dtype: float64), 1e-12, 1e-12));

        // Two vanishing moments: details of a + bx vanish away from the seam.
        var ramp = arange(16, dtype: float64).reshape(1, 1, 1, 16).expand(1, 1, 16, 16).contiguous();
        Assert.True(wavelet.Analyze(ramp)[0].narrow(3, 0, 7).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void Wavelet_SizeThatDoesNotFit_IsRefused()
    {
        using var scope = NewDisposeScope();
        var wavelet = new OrthonormalWavelet(WaveletKind.Haar, 3, float64, CPU);
        Assert.Throws<ArgumentException>(() => wavelet.Analyze(zeros([1, 1, 12, 16], float64)));
    }

    [Fact]
    public void CircularConvolution_AgainstItsSum_AgreesAndHasItsAdjoint()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        var kernel = rand([5, 4], dtype: float64, generator: random);
        var u = randn([1, 2, 9, 8], dtype: float64, generator: random);
        var v = randn([1, 2, 9, 8], dtype: float64, generator: random);
        var q = new CircularConvolution(kernel, 9, 8);
        var expected = zeros_like(u);
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                expected = expected + (u.roll([i - 2, j - 2], [2, 3]) * kernel[i, j]);
            }
        }

        Assert.True(q.Apply(u).allclose(expected, 1e-12, 1e-12));
        Assert.Equal((q.Apply(u) * v).sum().item<double>(), (u * q.Adjoint(v)).sum().item<double>(), 10);
        Assert.True(q.Normal(u, q.Adjoint(v)).allclose(q.Adjoint(q.Apply(u) - v), 1e-11, 1e-11));
    }

    [Fact]
    public void CircularConvolution_Solve_MeetsTheNormalEquation()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var q = new CircularConvolution(rand([3, 3], dtype: float64, generator: random), 8, 10);
        var (b, c) = (randn([2, 1, 8, 10], dtype: float64, generator: random), randn([2, 1, 8, 10], dtype: float64, generator: random));
        var u = q.Solve(b, PeriodicGradient.Power(8, 10, float64, CPU) + 0.1, c);
        Tensor P(Tensor x) => PeriodicGradient.Adjoint(PeriodicGradient.Apply(x)) + (x * 0.1);

        Assert.True((q.Adjoint(q.Apply(u)) + P(u)).allclose(q.Adjoint(b) + P(c), 1e-10, 1e-10));
    }

    [Fact]
    public void PeriodicGradient_Adjoint_Agrees()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        var (u, d) = (randn([2, 3, 6, 5], dtype: float64, generator: random), randn([2, 6, 6, 5], dtype: float64, generator: random));
        Assert.Equal((PeriodicGradient.Apply(u) * d).sum().item<double>(), (u * PeriodicGradient.Adjoint(d)).sum().item<double>(), 10);
    }
}
