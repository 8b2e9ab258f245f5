namespace Hodl.Server.Exchange;

/// <summary>A file that cannot be imported.</summary>
/// <param name="place">Where in it, such as <c>line 3, step</c>.</param>
/// <param name="value">What stands there.</param>
/// <param name="allowed">What may stand there.</param>
public sealed class InvalidImportException(string place, string value, string allowed)
    : Exception($"{place} = {(value.Length > 80 ? value[..80] + "…" : value)}: allowed is {allowed}.");
