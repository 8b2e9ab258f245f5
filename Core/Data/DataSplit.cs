namespace Hodl.Core.Data;

/// <summary>Splits that depend on nothing but the order of the items, so that everyone who repeats them gets the same.</summary>
public static class DataSplit
{
    /// <summary>Items i ≡ fold − 1 (mod folds): the tested part of a cross-validation.</summary>
    /// <param name="count">Items in all.</param>
    /// <param name="fold">1 … <paramref name="folds"/>.</param>
    /// <param name="folds">At least 2.</param>
    public static IReadOnlyList<int> Fold(int count, int fold, int folds)
    {
        Require(fold, folds);
        return [.. Enumerable.Range(0, count).Where(index => index % folds == fold - 1)];
    }

    /// <summary>The other items: the trained part.</summary>
    /// <param name="count">Items in all.</param>
    /// <param name="fold">1 … <paramref name="folds"/>.</param>
    /// <param name="folds">At least 2.</param>
    public static IReadOnlyList<int> WithoutFold(int count, int fold, int folds)
    {
        Require(fold, folds);
        return [.. Enumerable.Range(0, count).Where(index => index % folds != fold - 1)];
    }

    private static void Require(int fold, int folds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(fold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fold, folds);
    }
}
