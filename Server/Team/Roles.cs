namespace Hodl.Server.Team;

/// <summary>What people may do: each role may do all that those before it may.</summary>
public static class Roles
{
    /// <summary>Reads.</summary>
    public const string Viewer = "viewer";

    /// <summary>Launches, and stops and deletes what is their own.</summary>
    public const string Experimenter = "experimenter";

    /// <summary>Does everything.</summary>
    public const string Admin = "admin";

    /// <summary>From the least to the most.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Experimenter, Admin];
}
