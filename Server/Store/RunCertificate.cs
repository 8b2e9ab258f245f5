using Hodl.Core.Hypergradients;

namespace Hodl.Server.Store;

/// <summary>A certificate of a run.</summary>
/// <param name="Id">Its number over all runs.</param>
/// <param name="At">When it was made, in milliseconds of Unix time.</param>
/// <param name="Recorded">Whether the run's journal holds it; others were made on request.</param>
/// <param name="Certificate">What was found.</param>
internal sealed record RunCertificate(long Id, long At, bool Recorded, Certificate Certificate);
