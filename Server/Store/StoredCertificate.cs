using Hodl.Core.Hypergradients;

namespace Hodl.Server.Store;

/// <summary>A kept certificate.</summary>
/// <param name="Id">Its number over all runs.</param>
/// <param name="At">When it was made.</param>
/// <param name="Certificate">What was found.</param>
public sealed record StoredCertificate(long Id, DateTimeOffset At, Certificate Certificate);
