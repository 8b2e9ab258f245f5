using Hodl.Core.Hypergradients;
using Hodl.Core.Linear;

namespace Hodl.Core.Tasks;

/// <summary>The ways to the hypergradient that filter learning offers.</summary>
internal static class FilterWays
{
    /// <summary>Unknowns up to which the exact way is allowed.</summary>
    public const int MostUnknowns = 4096;

    /// <summary>Numbers in γ up to which forward mode is allowed.</summary>
    public const int MostParameters = 200;

    /// <summary>All, the review's own first.</summary>
    public static IReadOnlyList<TaskMethod> All { get; } =
    [
        new("ift", "IFT", "Implicit gradient (4.8): warm-started conjugate gradients on the Hessian of Φ at x̂, products written by hand."),
        new("neumann", "Neumann", "The same equation by the Neumann series."),
        new("exact", "Exact", "The same equation solved densely; for small images."),
        new("jacobian-free", "Jacobian-free", "The first term of the Neumann series: one mixed product, biased."),
        new("unrolled", "Unrolled", "Reverse mode through all K lower steps, which start at the noisy image."),
        new("truncated", "Truncated", "Reverse mode through the last M lower steps."),
        new("forward", "Forward", "Forward mode through all K lower steps, a tangent for each number in γ."),
    ];

    /// <summary>Whether a method takes x̂ for a minimiser.</summary>
    public static bool IsImplicit(string method) => method is "ift" or "neumann" or "exact" or "jacobian-free";

    /// <summary>The way of a method.</summary>
    /// <param name="method">Its id.</param>
    /// <param name="settings">Steps and tolerances.</param>
    /// <param name="start">Where the linear solver starts; null for 0.</param>
    /// <param name="training">Whether the residual of the lower level is measured only now and then.</param>
    public static IHypergradient Create(string method, FilterSettings settings, State? start, bool training = false)
    {
        var options = new ImplicitOptions
        {
            Steps = settings.LinearSteps,
            Tolerance = settings.LinearTolerance,
            InnerTolerance = settings.Tolerance,
            MostUnknowns = MostUnknowns,
            Start = start,
            ResidualAlways = !training,
        };
        return method switch
        {
            "ift" => new ConjugateGradient(options),
            "neumann" => new NeumannSeries(options),
            "exact" => new ExactSolve(options),
            "jacobian-free" => new OneStep(options),
            "truncated" => new ReverseMode(settings.LastSteps),
            "forward" => new ForwardMode(MostParameters),
            _ => new ReverseMode(),
        };
    }

    /// <summary>Why a method cannot learn so many numbers on so many pixels; null when it can.</summary>
    public static string? Refuse(string method, long parameters, long pixels) => method switch
    {
        "forward" when parameters > MostParameters => $"Forward mode carries a tangent for each number in γ and takes at most {MostParameters}; here are {parameters}.",
        "exact" when pixels > MostUnknowns => $"The exact gradient solves densely and takes at most {MostUnknowns} pixels; here are {pixels}.",
        _ => null,
    };
}
