namespace Hodl.Server.Endpoints;

/// <summary>A note or a comment.</summary>
/// <param name="Text">Markdown.</param>
public sealed record TextBody(string? Text);
