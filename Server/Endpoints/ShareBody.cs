namespace Hodl.Server.Endpoints;

/// <summary>A link to be made.</summary>
/// <param name="Kind">run, compare or images.</param>
/// <param name="Target">The runs' numbers, separated by commas.</param>
/// <param name="Title">Shown above it.</param>
/// <param name="Days">After how many days it ends; none: never.</param>
public sealed record ShareBody(string? Kind, string? Target, string? Title = null, int? Days = null)
{
    /// <summary>The kind; empty when none was sent.</summary>
    public string Kind { get; } = Kind ?? "";

    /// <summary>What exactly; empty when nothing was sent.</summary>
    public string Target { get; } = Target ?? "";
}
