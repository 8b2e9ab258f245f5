namespace Hodl.Server.Endpoints;

/// <summary>A project.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it is about.</param>
/// <param name="Open">Whether all who may launch write on its runs and change its tables; as it was where it is not sent.</param>
public sealed record ProjectBody(string? Name, string? Summary = null, bool? Open = null)
{
    /// <summary>The name; empty when none was sent.</summary>
    public string Name { get; } = Name ?? "";
}
