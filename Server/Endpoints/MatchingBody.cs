namespace Hodl.Server.Endpoints;

/// <summary>How a run's images find their references.</summary>
/// <param name="Pattern">What its files are called, with * where the reference's name stands.</param>
/// <param name="From">A run whose references count; nothing or 0 for the latest that has one of the name and size.</param>
public sealed record MatchingBody(string Pattern, long? From = null);
