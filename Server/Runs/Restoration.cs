namespace Hodl.Server.Runs;

/// <summary>A person's image with what a model made of it; pixels are at <c>/restorations/{id}/input</c> and <c>…/output</c>.</summary>
/// <param name="Id">Not to be guessed.</param>
/// <param name="Name">The uploaded file's name.</param>
/// <param name="Model">The model's id.</param>
/// <param name="Height">Rows of both.</param>
/// <param name="Width">Columns of both.</param>
/// <param name="InputChannels">1 (gray) or 3 (RGB).</param>
/// <param name="OutputChannels">1 (gray) or 3 (RGB).</param>
/// <param name="Seconds">What the model took.</param>
public sealed record Restoration(string Id, string Name, long Model, int Height, int Width, int InputChannels, int OutputChannels, double Seconds);
