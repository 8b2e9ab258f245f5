namespace Hodl.Components.Tables;

/// <summary>Where a cell stands.</summary>
public enum CellState
{
    /// <summary>No run for it has been launched, or none came to a result.</summary>
    Missing,

    /// <summary>Runs for it wait or compute.</summary>
    Running,

    /// <summary>It has a number.</summary>
    Measured,

    /// <summary>Nothing of ours belongs here, or nothing can be measured.</summary>
    Without,
}
