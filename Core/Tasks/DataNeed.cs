using Hodl.Core.Data;

namespace Hodl.Core.Tasks;

/// <summary>A data set that a run reads. While it is absent, the run is refused at launch, or uses something else and says so.</summary>
/// <param name="Setting">The property by which a person chooses it, such as <c>TestData</c>; empty when none does.</param>
/// <param name="Data">Which.</param>
/// <param name="Substitute">What is used while it is absent, such as <c>generated images</c>; empty: the run is refused.</param>
public sealed record DataNeed(string Setting, KnownData Data, string Substitute = "");
