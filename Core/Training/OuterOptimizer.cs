namespace Hodl.Core.Training;

/// <summary>Which update takes the hypergradient.</summary>
public enum OuterOptimizer
{
    /// <summary>Adam.</summary>
    Adam,

    /// <summary>Plain gradient steps, with momentum when it is set.</summary>
    Sgd,
}
