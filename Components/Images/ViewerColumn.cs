namespace Hodl.Components.Images;

/// <summary>A column of the viewer's matrix: inputs, references, or the outputs of one run.</summary>
/// <param name="Id">Short, in the address: <c>input</c>, <c>r12</c>, <c>reference</c>.</param>
/// <param name="Title">As shown above its panes.</param>
/// <param name="Role"><c>input</c>, <c>output</c>, <c>reference</c> or another.</param>
/// <param name="Reference">Id of the column that holds its truth; null when there is none.</param>
/// <param name="Color">CSS variable of the run's colour; empty for none.</param>
public sealed record ViewerColumn(string Id, string Title, string Role, string? Reference = null, string Color = "");
