using System.ComponentModel.DataAnnotations;

namespace Hodl.Core.Tasks;

/// <summary>The standard problems of <see cref="MethodStudy"/>.</summary>
public enum StudyProblem
{
    /// <summary>Quadratic at both levels: ℓ(γ) is strongly convex, γ* is closed.</summary>
    [Display(Name = "Quadratic, strongly convex")]
    StronglyConvex,

    /// <summary>Quadratic lower level under a robust upper one: ℓ(γ) is not convex.</summary>
    [Display(Name = "Robust loss, non-convex")]
    NonConvex,

    /// <summary>Ridge regression with a weight for every feature.</summary>
    Ridge,

    /// <summary>Logistic regression with a weight for every feature.</summary>
    Logistic,
}
