namespace Hodl.Server.Runs;

/// <summary>Where runs find their data, and how many compute at once.</summary>
public sealed record RunOptions
{
    /// <summary>Folder with the data sets (HODL_DATA, else the setting Data:Root); may be missing.</summary>
    public string DataRoot { get; init; } = "";

    /// <summary>How many runs compute at once (Runs:AtOnce).</summary>
    public int AtOnce { get; init; } = 1;

    /// <summary>The options as configured.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="folder">Relative paths start here.</param>
    /// <exception cref="InvalidOperationException">A setting is out of range.</exception>
    public static RunOptions From(IConfiguration configuration, string folder)
    {
        var atOnce = configuration.GetValue("Runs:AtOnce", 1);
        var root = configuration["HODL_DATA"] is { Length: > 0 } given ? given : configuration["Data:Root"] ?? "";
        return atOnce is >= 1 and <= 256
            ? new RunOptions { DataRoot = root == "" ? "" : Path.Combine(folder, root), AtOnce = atOnce }
            : throw new InvalidOperationException($"Runs:AtOnce = {atOnce}: allowed is 1 … 256.");
    }
}
