using Hodl.Core.Bilevel.Gradients;
using static TorchSharp.torch;

namespace Hodl.Core.Bilevel;

/// <summary>An upper-level method with everything that is known of it: one object, instead of its id compared in many places.</summary>
/// <param name="Id">Kebab-case.</param>
/// <param name="Name">As papers write it.</param>
/// <param name="Summary">One line, with the theory.</param>
/// <param name="Kind">What it asks of a problem.</param>
/// <param name="Create">The method with options.</param>
public sealed record UpperMethod(string Id, string Name, string Summary, UpperMethodKind Kind, Func<MethodOptions, IUpperMethod> Create)
{
    /// <summary>The orders p of Tables 5.1–5.3 in N(ε) = O(ε^−p) for upper- and lower-level gradients of strongly convex ℓ; 0 stands for a power of log 1/ε, null for no statement.</summary>
    public (double? Upper, double? Lower) StronglyConvex { get; init; }

    /// <summary>The same for ℓ that is not convex.</summary>
    public (double? Upper, double? Lower) NonConvex { get; init; }

    /// <summary>What the linear equation, or whatever stands in its place, is called where it causes an error.</summary>
    public string Linear { get; init; } = "linear solve cut";

    /// <summary>Where the method's formula holds, if not at one step; empty elsewhere.</summary>
    public string Limit { get; init; } = "";

    /// <summary>Whether the method says of itself that its formula is an approximation, wherever it stands.</summary>
    public bool IsBiased { get; init; }

    /// <summary>The formula of an implicit method at a lower-level iterate, everything solved, with the adjoint that it starts from; null where there is none but in a limit.</summary>
    public Func<IBilevelProblem, Tensor, Tensor, CancellationToken, (IBilevelGradient Way, Tensor? Adjoint)>? Implicit { get; init; }

    /// <summary>The formula of a method that differentiates T lower steps with step α.</summary>
    public Func<int, double?, IBilevelGradient> Unrolled { get; init; } = (steps, rate) => new UnrolledGradient(steps, null, rate);
}
