namespace Hodl.Core.Metrics;

/// <summary>A two-sided test of whether paired numbers, such as those of two methods with the same seeds, differ on average.</summary>
public enum PairedTest
{
    /// <summary>None.</summary>
    None,

    /// <summary>Student's t of the differences: assumes that they are normal; says something from two pairs on.</summary>
    T,

    /// <summary>Wilcoxon's signed ranks, exact: symmetric differences; cannot fall below 2/2^n.</summary>
    Wilcoxon,

    /// <summary>Every flip of the differences' signs, exact up to 20 pairs: the mean is the statistic; cannot fall below 2/2^n.</summary>
    SignFlip,
}
