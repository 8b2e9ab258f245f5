using static TorchSharp.torch;

namespace Hodl.Core.Imaging;

/// <summary>φ(z; ε) with its derivatives, elementwise and differentiable; the plain reference of the fused penalties in Kernels.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Epsilon">ε &gt; 0; <see cref="PenaltyKind.Quadratic"/> ignores it.</param>
public sealed record Penalty(PenaltyKind Kind, double Epsilon)
{
    private double Square => Epsilon * Epsilon;

    /// <summary>Whether φ″ ≥ 0 everywhere.</summary>
    public bool IsConvex => Kind is not (PenaltyKind.LogSum or PenaltyKind.StudentT);

    /// <summary>L_φ′ = sup |φ″|, reached at z = 0.</summary>
    public double Curvature => Kind switch
    {
        PenaltyKind.LogSum => 2 / Square,
        PenaltyKind.StudentT => 1 / (11 * Square),
        PenaltyKind.Quadratic => 2,
        _ => 1 / Epsilon,
    };

    /// <summary>φ(z).</summary>
    public Tensor Value(Tensor z) => Kind switch
    {
        PenaltyKind.CornerRounded => (z.square() + Square).sqrt(),
        PenaltyKind.LogSum => ((z.square() / Square) + 1.0).log(),
        PenaltyKind.StudentT => ((z.square() + Square).sqrt() + (10 * Epsilon)).log(),
        PenaltyKind.Huber => where(z.abs() <= Epsilon, z.square() / (2 * Epsilon), z.abs() - (Epsilon / 2)),
        PenaltyKind.Fair => z.abs() - (((z.abs() / Epsilon) + 1.0).log() * Epsilon),
        _ => z.square(),
    };

    /// <summary>φ′(z).</summary>
    public Tensor First(Tensor z)
    {
        switch (Kind)
        {
            case PenaltyKind.CornerRounded:
                return z / (z.square() + Square).sqrt();
            case PenaltyKind.LogSum:
                return z * 2.0 / (z.square() + Square);
            case PenaltyKind.StudentT:
                var root = (z.square() + Square).sqrt();
                return z / (root * (root + (10 * Epsilon)));
            case PenaltyKind.Huber:
                return (z / Epsilon).clamp(-1, 1);
            case PenaltyKind.Fair:
                return z / (z.abs() + Epsilon);
            default:
                return z * 2.0;
        }
    }

    /// <summary>φ″(z); of Huber's at |z| = ε the inner value.</summary>
    public Tensor Second(Tensor z)
    {
        switch (Kind)
        {
            case PenaltyKind.CornerRounded:
                var square = z.square() + Square;
                return square.rsqrt() / square * Square;
            case PenaltyKind.LogSum:
                var sum = z.square() + Square;
                return (sum.neg() + (2 * Square)) * 2.0 / sum.square();
            case PenaltyKind.StudentT:
                var root = (z.square() + Square).sqrt();
                var whole = root + (10 * Epsilon);
                return ((whole * Square) - (z.square() * root)) / (root.pow(3) * whole.square());
            case PenaltyKind.Huber:
                return (z.abs() <= Epsilon).to(z.dtype) / Epsilon;
            case PenaltyKind.Fair:
                return (z.abs() + Epsilon).square().reciprocal() * Epsilon;
            default:
                return z.full_like(2.0);
        }
    }
}
