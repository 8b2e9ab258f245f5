namespace Hodl.Server.Endpoints;

/// <summary>A project.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it is about.</param>
public sealed record ProjectBody(string? Name, string? Summary = null)
{
    /// <summary>The name; empty when none was sent.</summary>
    public string Name { get; } = Name ?? "";
}
