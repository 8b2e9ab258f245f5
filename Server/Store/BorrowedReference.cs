namespace Hodl.Server.Store;

/// <summary>A reference that a run has from another one.</summary>
/// <param name="Name">Which picture.</param>
/// <param name="Run">Whose it is; 0 when no image of this run needs it any more.</param>
public sealed record BorrowedReference(string Name, long Run);
