namespace Hodl.Core.Torch;

/// <summary>What went wrong inside libtorch.</summary>
public enum TorchErrorKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A failed check: shapes, devices, graph, state.</summary>
    General = 1,

    /// <summary>An index out of range.</summary>
    Index = 2,

    /// <summary>A value that the operator does not take.</summary>
    Value = 3,

    /// <summary>A type that the operator does not take.</summary>
    Type = 4,

    /// <summary>The operator does not exist for these arguments.</summary>
    NotImplemented = 5,

    /// <summary>No memory was left.</summary>
    Memory = 6,

    /// <summary>A C++ exception of an unknown type.</summary>
    Unknown = 7,
}
