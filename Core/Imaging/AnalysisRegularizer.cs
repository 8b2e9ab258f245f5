using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>
/// Σ_k w_k‖C_k x‖₁ on a state that may hold more than the image: [B, 1, H, W] for TV; [B, 3, H, W] with the field p behind the image for
/// TGV²; [B, 2, H, W] of parts u, v that add up to the image for ICTV. Differences are periodic and anisotropic. The off-diagonal
/// of the symmetrised gradient and of the Hessian is weighted √2, as their Frobenius norms count it twice.
/// </summary>
public sealed class AnalysisRegularizer
{
    private const double Gradient = 8;

    private AnalysisRegularizer(long channels, IReadOnlyList<IForwardModel> maps, LinearMap image) => (Channels, Maps, Image) = (channels, maps, image);

    /// <summary>Channels of the state.</summary>
    public long Channels { get; }

    /// <summary>C_k.</summary>
    public IReadOnlyList<IForwardModel> Maps { get; }

    /// <summary>State ↦ image.</summary>
    public LinearMap Image { get; }

    /// <summary>A regulariser.</summary>
    public static AnalysisRegularizer Of(RegularizerKind kind) => kind switch
    {
        RegularizerKind.Tgv => new(
            3,
            [
                new LinearMap(
                    x => PeriodicGradient.Apply(Channel(x, 0)) - x.narrow(1, 1, 2),
                    z => cat([PeriodicGradient.Adjoint(z), z.neg()], 1),
                    Gradient + 1),
                new LinearMap(x => Symmetrised(x.narrow(1, 1, 2)), z => cat([zeros_like(Channel(z, 0)), SymmetrisedAdjoint(z)], 1), Gradient),
            ],
            new(x => Channel(x, 0), y => cat([y, zeros_like(y), zeros_like(y)], 1), 1)),
        RegularizerKind.Ictv => new(
            2,
            [
                new LinearMap(x => PeriodicGradient.Apply(Channel(x, 0)), z => Of(z, 0), Gradient),
                new LinearMap(x => Symmetrised(PeriodicGradient.Apply(Channel(x, 1))), z => Of(SymmetrisedAdjoint(z), 1), Gradient * Gradient),
            ],
            new(x => x.sum(1L, keepdim: true), y => cat([y, y], 1), 2)),
        _ => new(1, [new LinearMap(PeriodicGradient.Apply, PeriodicGradient.Adjoint, Gradient)], new(x => x.alias(), y => y.alias(), 1)),
    };

    private static Tensor Channel(Tensor x, long i) => x.narrow(1, i, 1);

    private static Tensor Of(Tensor z, int part)
    {
        var pulled = PeriodicGradient.Adjoint(z);
        return part == 0 ? cat([pulled, zeros_like(pulled)], 1) : cat([zeros_like(pulled), pulled], 1);
    }

    // Backward differences, so that E∇ is the usual five-point stencil of second differences.
    private static Tensor Symmetrised(Tensor p)
    {
        var (a, b) = (Channel(p, 0), Channel(p, 1));
        return cat([Back(a, 3), Back(b, 2), (Back(a, 2) + Back(b, 3)) * Math.Sqrt(0.5)], 1);
    }

    private static Tensor SymmetrisedAdjoint(Tensor z)
    {
        var (xx, yy, xy) = (Channel(z, 0), Channel(z, 1), Channel(z, 2) * Math.Sqrt(0.5));
        return cat([BackAdjoint(xx, 3) + BackAdjoint(xy, 2), BackAdjoint(yy, 2) + BackAdjoint(xy, 3)], 1);
    }

    private static Tensor Back(Tensor x, long dimension) => x - x.roll([1], [dimension]);

    private static Tensor BackAdjoint(Tensor z, long dimension) => z - z.roll([-1], [dimension]);
}
