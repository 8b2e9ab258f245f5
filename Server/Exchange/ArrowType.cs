namespace Hodl.Server.Exchange;

/// <summary>Types of columns that are read, and others that are passed over.</summary>
internal enum ArrowType
{
    /// <summary>Passed over; it has no buffers.</summary>
    Null,

    /// <summary>Passed over; of two buffers.</summary>
    Fixed,

    /// <summary>Passed over; of three buffers.</summary>
    Variable,

    /// <summary>Signed, of 64 bits.</summary>
    Int64,

    /// <summary>Doubles.</summary>
    Float64,

    /// <summary>Texts whose places have 32 bits.</summary>
    Utf8,
}
