using Hodl.Core.Data;
using Hodl.Core.Operators;
using static TorchSharp.torch;

namespace Hodl.Core.Solvers;

/// <summary>A method — aHODL, sHODL, UNH, ENA — as training and testing see it: its ω, and an inner iteration for a batch.</summary>
public interface IUnrolledMethod
{
    /// <summary>ω with its persistent vectors.</summary>
    nn.Module Omega { get; }

    /// <summary>Whether its training repeats one map, so that implicit differentiation applies; see <see cref="IStationarySolver"/>.</summary>
    bool IsStationary => false;

    /// <summary>The inner iteration that training unrolls.</summary>
    ISolver Train(Batch batch);

    /// <summary>The inner iteration at test time: without the loss's direction where the loss needs the truth.</summary>
    ISolver Test(Batch batch);

    /// <summary>Makes estimated norms exact before an evaluation; see <see cref="LearnedOperator.Settle"/>.</summary>
    void Settle();
}
