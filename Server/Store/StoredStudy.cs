namespace Hodl.Server.Store;

/// <summary>A method study: runs of many methods on the same problems with one budget.</summary>
/// <param name="Id">Never given twice.</param>
/// <param name="Name">Given by a person; may be empty.</param>
/// <param name="Created">When it was launched.</param>
/// <param name="Runs">Its runs.</param>
/// <param name="Person">Who launched it; empty when nobody had to sign in.</param>
public sealed record StoredStudy(long Id, string Name, DateTimeOffset Created, IReadOnlyList<long> Runs, string Person);
