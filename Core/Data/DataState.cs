namespace Hodl.Core.Data;

/// <summary>How much of a data set lies on disk.</summary>
public enum DataState
{
    /// <summary>Nothing, or not all the files that it cannot do without.</summary>
    Absent,

    /// <summary>Fewer items than published.</summary>
    Partial,

    /// <summary>As many as published, or more.</summary>
    Whole,
}
