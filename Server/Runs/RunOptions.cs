using System.Globalization;

namespace Hodl.Server.Runs;

/// <summary>Where runs find their data, and how many compute at once.</summary>
public sealed record RunOptions
{
    /// <summary>Folder with the data sets (HODL_DATA, else the setting Data:Root); may be missing.</summary>
    public string DataRoot { get; init; } = "";

    /// <summary>Where official files of data sets are fetched from instead, as <c>id/name</c> below it (Data:Mirror).</summary>
    public string DataMirror { get; init; } = "";

    /// <summary>How many runs compute at once (Runs:AtOnce).</summary>
    public int AtOnce { get; init; } = 1;

    /// <summary>After how many days a deleted run is removed for good (Data:KeepDeletedDays).</summary>
    public int KeepDeletedDays { get; init; } = 30;

    /// <summary>The options as configured.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="folder">Relative paths start here.</param>
    /// <exception cref="InvalidOperationException">A setting is out of range.</exception>
    public static RunOptions From(IConfiguration configuration, string folder)
    {
        var root = configuration["HODL_DATA"] is { Length: > 0 } given ? given : configuration["Data:Root"] ?? "";
        return new RunOptions
        {
            DataRoot = root == "" ? "" : Path.Combine(folder, root),
            DataMirror = Address(configuration, "Data:Mirror"),
            AtOnce = Within(configuration, "Runs:AtOnce", 1, 1, 256),
            KeepDeletedDays = Within(configuration, "Data:KeepDeletedDays", 30, 0, 36_500),
        };
    }

    private static string Address(IConfiguration configuration, string name) => configuration[name] is not { Length: > 0 } text ? ""
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? text
        : throw new InvalidOperationException($"{name} = {text}: allowed is an address that begins with http:// or https://.");

    private static int Within(IConfiguration configuration, string name, int otherwise, int least, int most) =>
        configuration[name] is not { Length: > 0 } text ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new InvalidOperationException($"{name} = {text}: allowed is a whole number, {least} … {most}.");
}
