namespace Hodl.Server.Tables;

/// <summary>As what a table leaves the program.</summary>
public enum TableFormat
{
    /// <summary>LaTeX with booktabs.</summary>
    Latex,

    /// <summary>LaTeX with booktabs and siunitx.</summary>
    Siunitx,

    /// <summary>GitHub's Markdown.</summary>
    Markdown,

    /// <summary>CSV.</summary>
    Csv,

    /// <summary>JSON.</summary>
    Json,
}
