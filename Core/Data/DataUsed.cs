namespace Hodl.Core.Data;

/// <summary>A data set of a run.</summary>
/// <param name="Name">Its name, such as <c>Set14</c> or <c>generated piecewise-smooth</c>.</param>
/// <param name="Sha256">SHA-256 over its files' names and bytes (or over the generated numbers), lower-case hex.</param>
/// <param name="Count">Number of items.</param>
/// <param name="Role"><c>train</c>, <c>validation</c>, <c>test</c> or <c>dictionary</c>.</param>
public sealed record DataUsed(string Name, string Sha256, int Count, string Role);
