namespace Hodl.Core.Bilevel.Steps;

/// <summary>Which step takes the hypergradient of a double loop.</summary>
public enum UpperOptimizer
{
    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Gradient descent with a fixed rate.</summary>
    GradientDescent,

    /// <summary>Gradient descent with Armijo backtracking.</summary>
    Armijo,

    /// <summary>L-BFGS with Armijo backtracking.</summary>
    Lbfgs,
}
