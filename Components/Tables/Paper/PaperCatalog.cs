namespace Hodl.Components.Tables.Paper;

/// <summary>
/// Tables 3–9 and Figures 1–11 of “Hierarchical Optimization-Derived Learning”, arXiv 2302.05587. The published numbers are
/// facts transcribed from that paper, as printed there.
/// </summary>
public static class PaperCatalog
{
    /// <summary>Where the published numbers come from.</summary>
    public const string Source = "arXiv 2302.05587";

    /// <summary>All of them, tables first.</summary>
    public static IReadOnlyList<PaperExhibit> All { get; } = [.. SparseCodingTables.All, .. VisionTables.All, .. HierarchicalTables.All, .. ConvergenceFigures.All, .. ApplicationFigures.All];

    /// <summary>The exhibit of an id; also “Table 3” and “table-3” are understood. Null when there is none.</summary>
    public static PaperExhibit? Find(string id)
    {
        var plain = id.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace("figure", "fig", StringComparison.OrdinalIgnoreCase);
        return All.FirstOrDefault(exhibit => exhibit.Id.Equals(plain, StringComparison.OrdinalIgnoreCase));
    }
}
