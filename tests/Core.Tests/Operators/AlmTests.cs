using Hodl.Core.Data;
using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Networks;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.WeightedNorms;
using Hodl.Core.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Hodl.Core.Tests.Operators;

/// <summary>ALM, its metrics and its composition with D_net on 4×4 patches and a 16 × 36 dictionary, in float64.</summary>
public sealed class AlmTests
{
    private const int Pixels = 16;
    private const int Atoms = 36;

    [Theory]
    [InlineData(false, 0.0)]
    [InlineData(false, 0.3)]
    [InlineData(true, 0.0)]
    [InlineData(true, 0.3)]
    public void ProximalAlm_RandomPairs_AreFirmlyNonExpansiveInH(bool tight, double change)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var alm = new ProximalAlm(tight ? PatchAtoms.Tight(Cosine(), learned: true) : PatchAtoms.Raw(Cosine()), new AlmOptions { KappaPerAtom = true });
        Perturb(alm, change);
        var d = alm.At(new Batch(Noise(64, Pixels, 1)));

        var (a, b) = (RandomState(64, 2), RandomState(64, 3));
        var (before, after) = (a - b, d.Apply(a) - d.Apply(b));

        // Firm: ‖Da − Db‖² ≤ ⟨Da − Db, a − b⟩ in H.
        var left = after.Inner(d.G.Apply(after)).item<double>();
        var right = after.Inner(d.G.Apply(before)).item<double>();
        Assert.True(left <= right * (1 + 1e-9), $"{left} > {right}");
        Assert.True(d.G.LambdaMin.item<double>() >= alm.LambdaMin);
    }

    [Theory]
    [InlineData(false, 0.0)]
    [InlineData(false, 1.0)]
    [InlineData(true, 0.0)]
    [InlineData(true, 1.0)]
    public void AlmComposed_RandomPairs_AreNonExpansiveInH(bool multiplierOnly, double change)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var composed = Composition(multiplierOnly, normalized: true);
        Perturb(composed, change);
        composed.Settle();
        var d = composed.At(new Batch(Noise(64, Pixels, 1)));

        foreach (var scale in new[] { 1e-3, 1.0, 30.0 })
        {
            var a = RandomState(64, 2);
            var b = a.Add(RandomState(64, 3), scale);
            var ratio = (d.G.Norm(d.Apply(a) - d.Apply(b)) / d.G.Norm(a - b)).item<double>();
            Assert.True(ratio <= 1 + 1e-5, $"{ratio} at {scale}");
        }
    }

    [Fact]
    public void AlmComposed_WithoutNormalisation_CanExpand()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var composed = Composition(multiplierOnly: false, normalized: false);
        Perturb(composed, 3.0);
        var d = composed.At(new Batch(Noise(64, Pixels, 1)));
        var a = RandomState(64, 2);
        var b = a.Add(RandomState(64, 3), 10);

        Assert.True((d.G.Norm(d.Apply(a) - d.Apply(b)) / d.G.Norm(a - b)).item<double>() > 1.1);
    }

    [Fact]
    public void AlmComposed_EqualsTheCompositionByItsDefinition()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var atoms = PatchAtoms.Tight(Cosine(), learned: true);
        var alm = new ProximalAlm(atoms, new AlmOptions { Beta = 0.7, Split = 0.4, KappaPerAtom = true });
        using var random = new Generator(5);
        var net = new ConvexPotentialNet(new ConvexPotentialOptions { Size = 3 * Pixels, Widths = [20], Scale = 3 }, random, float64, CPU);
        var batch = new Batch(Noise(8, Pixels, 1));
        var u = RandomState(8, 2);

        var fused = new AlmComposed(alm, net, multiplierOnly: false).At(batch).Apply(u);

        // D_num(H^{-1/2} D_net(H^{1/2} u)), D_net on the coordinates (Qz_u, z_n, z_λ) and the identity elsewhere.
        var (numerical, network, q) = (alm.Bind(batch), net.At(batch), atoms.Current);
        var z = numerical.G.Sqrt(u);
        var seen = cat([q.Synthesize(z[0]), z[1], z[2]], 1);
        var shift = (network.Apply(new State(seen))[0] - seen).split(Pixels, 1);
        var moved = new State(z[0] + q.Analyze(shift[0]), z[1] + shift[1], z[2] + shift[2]);
        var defined = numerical.Apply(numerical.G.InverseSqrt(moved));
        Assert.True((fused - defined).Norm().item<double>() < 1e-11 * defined.Norm().item<double>());
    }

    [Fact]
    public void TightAlmMetric_AgreesWithTheDenseOne()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var alm = new ProximalAlm(PatchAtoms.Tight(Cosine(), learned: false), new AlmOptions { Beta = 0.7, Split = 0.4 }).Bind(new Batch(zeros(1, Pixels, float64)));
        var (closed, dense) = ((TightAlmMetric)alm.G, new LinearizedAlmMetric(alm.Dictionary, alm.Steps));
        var u = RandomState(8, 2);

        Near(dense.Apply(u), closed.Apply(u));
        Near(dense.Apply(u), closed.Sqrt(closed.Sqrt(u)));
        Near(dense.Inverse(u), closed.Inverse(u));
        Near(u, closed.InverseSqrt(closed.Sqrt(u)));
        Near(u, dense.InverseSqrt(dense.Sqrt(u)));
        Assert.Equal(dense.LambdaMin.item<double>(), closed.LambdaMin.item<double>(), 1e-9);
        Assert.Equal(dense.Norm(u).item<double>(), ((IWeightedNorm)closed).Norm(u).item<double>(), 1e-8);
        Assert.Equal(dense.Sqrt(u).Norm().item<double>(), dense.Norm(u).item<double>(), 1e-8);
    }

    [Fact]
    public void PatchAtoms_Tight_IsAParsevalFrameAgainAfterAnyStep()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var atoms = PatchAtoms.Tight(Cosine(), learned: true);
        foreach (var change in new[] { 0.0, 0.01, 0.5 })
        {
            Perturb(atoms, change);
            var q = atoms.Bind().Q;
            Assert.True((q.MatMul(q.t()) - eye(Pixels, dtype: float64)).abs().max().item<double>() < 1e-12);
        }
    }

    [Fact]
    public void LinearizedAdmm_FromAnywhere_ApproachesItsSolutionInH()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var d = new LinearizedAdmm(PatchAtoms.Raw(Cosine()), new AlmOptions()).At(new Batch(Noise(4, Pixels, 1)));
        var solution = RandomState(4, 2);
        for (var k = 0; k < 20_000; k++)
        {
            using var step = NewDisposeScope();
            var next = d.Apply(solution).MoveToOuterDisposeScope();
            solution.Dispose();
            solution = next;
        }

        var u = RandomState(4, 3);
        for (var k = 0; k < 20; k++)
        {
            var next = d.Apply(u);
            Assert.True(d.G.Norm(next - solution).item<double>() <= d.G.Norm(u - solution).item<double>() * (1 + 1e-6));
            u = next;
        }
    }

    private static AlmComposed Composition(bool multiplierOnly, bool normalized)
    {
        using var random = new Generator(5);
        var size = multiplierOnly ? Pixels : 3 * Pixels;
        var net = new ConvexPotentialOptions { Size = size, Widths = [20], Anchor = eye(size, Pixels, dtype: float64), Normalized = normalized };
        var alm = new ProximalAlm(PatchAtoms.Tight(Cosine(), learned: true), new AlmOptions { KappaPerAtom = true });
        return new(alm, new ConvexPotentialNet(net, random, float64, CPU), multiplierOnly);
    }

    private static void Perturb(nn.Module module, double change)
    {
        var seed = 11UL;
        foreach (var parameter in module.parameters())
        {
            using var random = new Generator(seed++);
            parameter.add_(randn(parameter.shape, dtype: float64, generator: random) * change);
        }

        foreach (var atoms in module.modules().Prepend(module).OfType<PatchAtoms>())
        {
            atoms.Project();
        }
    }

    private static Tensor Cosine() => tensor(CosineAtoms.Overcomplete(4, 6), [Pixels, Atoms]);

    private static Tensor Noise(long rows, long columns, ulong seed)
    {
        using var random = new Generator(seed);
        return randn([rows, columns], dtype: float64, generator: random);
    }

    private static State RandomState(long items, ulong seed) => new(Noise(items, Atoms, seed), Noise(items, Pixels, seed + 100), Noise(items, Pixels, seed + 200));

    private static void Near(State expected, State actual) =>
        Assert.True((expected - actual).Norm().item<double>() < 1e-10 * expected.Norm().item<double>());
}
