using Hodl.Core.Solvers;
using static TorchSharp.torch;

namespace Hodl.Core.Hypergradients;

/// <summary>What a certificate asks of an upper-level method on its problem: its formula, and the same problem for autograd.</summary>
public interface IUpperFormula
{
    /// <summary>The method's name.</summary>
    string Name { get; }

    /// <summary>What the linear equation, or whatever stands in its place, is called where it causes an error.</summary>
    string Linear { get; }

    /// <summary>Where the formula holds, if not at one step; empty elsewhere.</summary>
    string Limit { get; }

    /// <summary>Whether the method says of itself that its formula is an approximation, wherever it stands.</summary>
    bool IsBiased { get; }

    /// <summary>The problem as hypergradients take it: ω = γ, the lower level by gradient descent with a fixed step.</summary>
    /// <param name="upper">γ.</param>
    /// <param name="lower">Where the lower level starts.</param>
    /// <param name="rate">α, which does not move with γ; null for 1/L at γ.</param>
    LearningProblem Learning(Tensor upper, Tensor lower, double? rate);

    /// <summary>∇ℓ by the formula, everything solved; null where it holds in a limit alone.</summary>
    /// <param name="upper">γ.</param>
    /// <param name="lower">The minimizer in any shape, or where the T lower steps start.</param>
    /// <param name="steps">T; null for implicit methods.</param>
    /// <param name="rate">α of those steps.</param>
    /// <param name="token">Stops it.</param>
    Tensor? Gradient(Tensor upper, Tensor lower, int? steps, double? rate, CancellationToken token);
}
