namespace Hodl.Core.Bilevel.Filters;

/// <summary>Which part of γ = (β, c) is learned.</summary>
public enum LearnedPart
{
    /// <summary>Filters and tuning parameters.</summary>
    FiltersAndStrengths,

    /// <summary>The tuning parameters β; the filters stay.</summary>
    Strengths,

    /// <summary>The filters; β stays.</summary>
    Filters,
}
