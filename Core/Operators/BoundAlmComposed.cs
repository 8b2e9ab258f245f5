using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using Hodl.Core.Operators.WeightedNorms;
using static TorchSharp.torch;

namespace Hodl.Core.Operators;

/// <summary>See <see cref="AlmComposed"/>; for one batch and one ω.</summary>
public sealed class BoundAlmComposed : IBoundOperator
{
    private readonly BoundProximalAlm alm;
    private readonly IBoundOperator network;
    private readonly TightAlmMetric metric;
    private readonly bool multiplierOnly;

    /// <summary>Composes the two.</summary>
    /// <exception cref="ArgumentException">The dictionary of <paramref name="alm"/> is not tight.</exception>
    public BoundAlmComposed(BoundProximalAlm alm, IBoundOperator network, bool multiplierOnly)
    {
        this.alm = alm;
        this.network = network;
        this.multiplierOnly = multiplierOnly;
        metric = alm.G as TightAlmMetric ?? throw new ArgumentException("D_net* has its closed form for tight frames only.", nameof(alm));
    }

    /// <inheritdoc/>
    public IWeightedNorm G => metric;

    /// <inheritdoc/>
    public State Apply(State u)
    {
        var image = alm.Dictionary.Synthesize(u[0]);  // Qu, [B, m]
        var (root, back) = (metric.Root, metric.InverseRoot);
        if (multiplierOnly)
        {
            var change = Shift(root.Lambda * u[2]) * back.Lambda;
            return alm.Sweep(u.With(2, u[2] + change), image, null);
        }

        var z = cat([(root.A * image) + (root.C * u[1]), (root.C * image) + (root.D * u[1]), root.Lambda * u[2]], 1);
        var d = Shift(z).split(image.shape[1], 1);
        var shift = (back.A * d[0]) + (back.C * d[1]);
        var noise = u[1] + (back.C * d[0]) + (back.D * d[1]);
        return alm.Sweep(new State(u[0], noise, u[2] + (back.Lambda * d[2])), image + shift, shift);
    }

    private Tensor Shift(Tensor z) => network.Apply(new State(z))[0] - z;
}
