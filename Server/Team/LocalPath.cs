namespace Hodl.Server.Team;

/// <summary>Where to go after signing in: never to another site, whatever a link says.</summary>
internal static class LocalPath
{
    /// <summary>The path if it is one of this site, else the list of runs.</summary>
    public static string Of(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) ? path : "/runs";
}
