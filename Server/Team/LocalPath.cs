namespace Hodl.Server.Team;

/// <summary>Where to go after signing in: never to another site, whatever a link says.</summary>
internal static class LocalPath
{
    private static readonly Uri Here = new("http://here/");

    /// <summary>The path, fit for a header, if it is one of this site, else the list of runs.</summary>
    public static string Of(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(char.IsControl)
            && Uri.TryCreate(Here, path, out var address) && address.Authority == Here.Authority ? address.PathAndQuery + address.Fragment : "/runs";
}
