namespace Hodl.Server.Data;

/// <summary>A data set cannot be fetched; said to a person, with what to do instead.</summary>
/// <param name="message">Why.</param>
/// <param name="inner">What happened.</param>
public sealed class FetchException(string message, Exception? inner = null) : Exception(message, inner);
