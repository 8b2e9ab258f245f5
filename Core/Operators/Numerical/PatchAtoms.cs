using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.Numerical;

/// <summary>
/// The dictionary Q, [m, n] with n ≥ m, of Qu + u_n = b: as given (raw, fixed), or a Parseval tight frame
/// Q = L^{-1}W with WWᵀ = LLᵀ (Cholesky), so that QQᵀ = I and ‖Q‖ = 1 for every W of full rank. The tight one can be
/// learned through W without ever leaving the bound that the steps of ALM rest on; it starts from the frame nearest to the
/// given dictionary, W = (Q₀Q₀ᵀ)^{-1/2}Q₀.
/// </summary>
public sealed class PatchAtoms : nn.Module
{
    private readonly Parameter? w;

    private PatchAtoms(Tensor start, bool tight, bool learned)
        : base(nameof(PatchAtoms))
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var exact = start.to(float64);
        var (values, vectors) = linalg.eigh(exact.matmul(exact.t()));
        Current = new(start.clone().DetachFromDisposeScope(), tight ? 1 : values.max().cpu().item<double>(), tight);
        if (tight)
        {
            var inverseRoot = (vectors / values.sqrt()).matmul(vectors.t());
            w = new Parameter(inverseRoot.matmul(exact).to(start.dtype), learned);
            register_parameter("w", w);
            w.DetachFromDisposeScope();
        }
    }

    /// <summary>Q as given; nothing is learned.</summary>
    /// <param name="q">Q, [m, n].</param>
    public static PatchAtoms Raw(Tensor q) => new(q, tight: false, learned: false);

    /// <summary>The tight frame nearest to a dictionary.</summary>
    /// <param name="q">Q₀, [m, n], of rank m.</param>
    /// <param name="learned">Whether W is learned.</param>
    public static PatchAtoms Tight(Tensor q, bool learned) => new(q, tight: true, learned);

    /// <summary>What <see cref="Bind"/> gave last: the Q of the present outer step, for losses; lives as long as that step's scope.</summary>
    public BoundAtoms Current { get; private set; }

    /// <summary>Q at the present ω.</summary>
    public BoundAtoms Bind()
    {
        if (w is not null)
        {
            var lower = linalg.cholesky(w.matmul(w.t()));
            Current = new(linalg.solve_triangular(lower, w, upper: false), 1, IsTight: true);
        }

        return Current;
    }
}
