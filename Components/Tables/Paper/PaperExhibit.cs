namespace Hodl.Components.Tables.Paper;

/// <summary>A table or figure of the paper as a question over our runs.</summary>
public sealed record PaperExhibit
{
    /// <summary>Such as <c>table3</c> or <c>fig10</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Such as <c>Table 3</c>.</summary>
    public required string Number { get; init; }

    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>Its rows, columns and published numbers.</summary>
    public required TableQuestion Question { get; init; }

    /// <summary>Where our data, scale or conventions differ from the paper's.</summary>
    public IReadOnlyList<string> Differs { get; init; } = [];

    /// <summary>Series whose curves the figure shows.</summary>
    public IReadOnlyList<string> Curves { get; init; } = [];

    /// <summary>Whether the curves of the inner iterations belong to it.</summary>
    public bool Inner { get; init; }

    /// <summary>Result metrics that it shows against the labels of a sweep.</summary>
    public IReadOnlyList<string> Sweeps { get; init; } = [];

    /// <summary>Whether restored images belong to it.</summary>
    public bool Images { get; init; }

    /// <summary>Whether it is a figure.</summary>
    public bool IsFigure => Id.StartsWith("fig", StringComparison.Ordinal);
}
