using Hodl.Core.Linear;
using Hodl.Core.Operators.Numerical;
using static TorchSharp.torch;

namespace Hodl.Core.Operators.WeightedNorms;

/// <summary>
/// H = blockdiag(P − βAᵀA, I/β) of ALM for A = [Q I] with QQᵀ = I, in closed form. On the complement of the range of Qᵀ
/// it is p_u = 1/τ_u; on pairs (Qu, u_n), pixel by pixel, the 2×2 matrix M = [[p_u−β, −β], [−β, p_n−β]]. A function f of
/// it maps u to f(p_u)u + Qᵀ((f(M)₁₁ − f(p_u))Qu + f(M)₁₂u_n) and u_n to f(M)₁₂Qu + f(M)₂₂u_n;
/// M^{1/2} = (M + √det M·I)/√(tr M + 2√det M). State (u, u_n, λ).
/// </summary>
public sealed class TightAlmMetric : IWeightedNorm
{
    private readonly BoundAtoms dictionary;
    private readonly AlmSteps steps;
    private readonly Entries m;

    /// <summary>The metric of ALM's steps.</summary>
    /// <exception cref="ArgumentException">The dictionary is not tight.</exception>
    public TightAlmMetric(BoundAtoms dictionary, AlmSteps steps)
    {
        this.dictionary = dictionary.IsTight ? dictionary : throw new ArgumentException("QQᵀ is not the identity.", nameof(dictionary));
        this.steps = steps;
        var beta = steps.Beta;
        m = new(steps.TauU.reciprocal(), steps.TauU.reciprocal() - beta, -beta, steps.TauN.reciprocal() - beta, beta.reciprocal());
        var det = ((m.A * m.D) - (m.C * m.C)).sqrt();
        var trace = (m.A + m.D + (det * 2.0)).sqrt();
        Root = new(m.Outside.sqrt(), (m.A + det) / trace, m.C / trace, (m.D + det) / trace, m.Lambda.sqrt());
        InverseRoot = Invert(Root, det);
    }

    /// <summary>H^{1/2}.</summary>
    public Entries Root { get; }

    /// <summary>H^{-1/2}.</summary>
    public Entries InverseRoot { get; }

    /// <inheritdoc/>
    public Tensor LambdaMin
    {
        get
        {
            var half = (m.A + m.D) / 2.0;
            var low = half - ((((m.A - m.D) / 2.0).square()) + m.C.square()).sqrt();
            return stack([low, m.Outside, m.Lambda]).min();
        }
    }

    /// <inheritdoc/>
    public bool IsDiagonal => false;

    /// <inheritdoc/>
    public State Apply(State u) => Act(u, m);

    /// <inheritdoc/>
    public State Inverse(State u) => Act(u, Invert(m, (m.A * m.D) - (m.C * m.C)));

    /// <inheritdoc/>
    public State Sqrt(State u) => Act(u, Root);

    /// <inheritdoc/>
    public State InverseSqrt(State u) => Act(u, InverseRoot);

    private static Entries Invert(Entries f, Tensor det) =>
        new(f.Outside.reciprocal(), f.D / det, -f.C / det, f.A / det, f.Lambda.reciprocal());

    private State Act(State u, Entries f)
    {
        var image = dictionary.Synthesize(u[0]);
        var inside = ((f.A - f.Outside) * image) + (f.C * u[1]);
        return new((f.Outside * u[0]) + dictionary.Analyze(inside), (f.C * image) + (f.D * u[1]), f.Lambda * u[2]);
    }

    /// <summary>A function of H: scalar tensors.</summary>
    /// <param name="Outside">Its value on the complement of the range of Qᵀ.</param>
    /// <param name="A">Entry (1, 1) of the 2×2 matrix.</param>
    /// <param name="C">Entries (1, 2) and (2, 1).</param>
    /// <param name="D">Entry (2, 2).</param>
    /// <param name="Lambda">Its value on λ.</param>
    public sealed record Entries(Tensor Outside, Tensor A, Tensor C, Tensor D, Tensor Lambda);
}
