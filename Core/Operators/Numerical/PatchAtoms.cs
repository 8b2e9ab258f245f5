using Hodl.Core.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// The dictionary Q, [m, n] with n ≥ m, of Qu + u_n = b: as given (raw, fixed), or a Parseval tight frame, QQᵀ = I, so that
/// ‖Q‖ = 1. A tight one is the frame nearest to the given dictionary, (Q₀Q₀ᵀ)^{-1/2}Q₀, and can be learned: Algorithm 1 steps
/// freely and <see cref="Project"/>, its Proj_Ω, brings Q back to the nearest tight frame, (QQᵀ)^{-1/2}Q. Every Q that an
/// iteration sees thus keeps the bound that the steps of ALM rest on, to rounding.
/// </summary>
public sealed class PatchAtoms : LearnedModule
{
    private readonly Parameter? frame;
    private readonly Tensor inverse;  // (QQᵀ)^{-1} of a raw dictionary, [m, m]

    private PatchAtoms(Tensor start, bool tight, bool learned)
        : base(nameof(PatchAtoms))
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var exact = start.to(float64);
        var gram = exact.MatMul(exact.t());
        Current = new(start.clone().DetachFromDisposeScope(), tight ? 1 : linalg.eigvalsh(gram).max().cpu().item<double>(), tight);
        inverse = linalg.inv(gram).to(start.dtype).DetachFromDisposeScope();
        if (tight)
        {
            frame = Parameters.Of(Nearest(exact).to(start.dtype), learned);
            register_parameter("frame", frame);
            frame.DetachFromDisposeScope();
        }
    }

    /// <summary>Q as given; nothing is learned.</summary>
    /// <param name="q">Q, [m, n], of rank m.</param>
    public static PatchAtoms Raw(Tensor q) => new(q, tight: false, learned: false);

    /// <summary>The tight frame nearest to a dictionary.</summary>
    /// <param name="q">Q₀, [m, n], of rank m.</param>
    /// <param name="learned">Whether Q is learned.</param>
    public static PatchAtoms Tight(Tensor q, bool learned) => new(q, tight: true, learned);

    /// <summary>What <see cref="Bind"/> gave last: the Q of the present outer step, for losses.</summary>
    public BoundAtoms Current { get; private set; }

    /// <summary>Q at the present ω.</summary>
    public BoundAtoms Bind() => frame is null ? Current : Current = new(frame, 1, IsTight: true);

    /// <summary>Q⁺x = Qᵀ(QQᵀ)^{-1}x for rows x [B, m]: the shortest u with Qu = x, [B, n].</summary>
    public Tensor Invert(Tensor x) => Current.Analyze(Current.IsTight ? x : x.MatMul(inverse));

    /// <summary>
    /// Q ← (QQᵀ)^{-1/2}Q for a learned Q, in place: Newton–Schulz rounds Q ← Q + ½(I − QQᵀ)Q, which square the distance
    /// ‖I − QQᵀ‖, until it is at rounding; the eigenvalue decomposition where it starts at 1 or more.
    /// </summary>
    public void Project()
    {
        if (frame is not { requires_grad: true })
        {
            return;
        }

        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var identity = eye(frame.shape[0], dtype: frame.dtype, device: frame.device);
        Tensor q = frame;
        var enough = frame.dtype == float64 ? 1e-7 : 1e-3;  // squared by the last round
        for (var distance = 1.0; distance > enough;)
        {
            var defect = identity - q.MatMul(q.t());
            distance = defect.norm().to(float64).cpu().item<double>();
            q = distance < 1 ? q + (0.5 * defect.MatMul(q)) : Nearest(q.to(float64)).to(q.dtype);
        }

        frame.copy_(q);
    }

    private static Tensor Nearest(Tensor q)
    {
        var (values, vectors) = linalg.eigh(q.MatMul(q.t()));
        return (vectors / values.sqrt()).MatMul(vectors.t()).MatMul(q);
    }
}
