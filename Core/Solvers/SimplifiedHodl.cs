using Hodl.Core.Linear;
using Hodl.Core.Operators;
using Hodl.Core.Operators.Projections;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>sHODL, Eq. (5): u^k = Proj_{U,G}(T(u^{k−1}, ω)).</summary>
/// <param name="d">D for one batch and one ω.</param>
/// <param name="alpha">α ∈ (0, 1).</param>
/// <param name="projection">Proj_{U,G}.</param>
public sealed class SimplifiedHodl(IBoundOperator d, double alpha, IProjection projection) : IStationarySolver
{
    private readonly KrasnoselskiiMann t = new(d, alpha);

    /// <inheritdoc/>
    public int? Limit => null;

    /// <inheritdoc/>
    public bool IsSymmetric => false;

    /// <inheritdoc/>
    public double EquationStep => 1;

    /// <inheritdoc/>
    public Iterate Init(State start) => new(start, 0);

    /// <inheritdoc/>
    public Iterate Step(Iterate iterate) => new(projection.Project(t.Apply(iterate.U), d.G), iterate.K + 1);

    /// <summary>u − Proj_{U,G}(T(u)).</summary>
    public State Equation(State u) => u - projection.Project(t.Apply(u), d.G);

    /// <inheritdoc/>
    public Tensor Optimality(Iterate iterate) => t.Optimality(iterate);
}
