using System.Globalization;

namespace Hodl.Server.Team;

/// <summary>Where messages about runs may go, from the settings Webhooks.</summary>
public sealed record WebhookOptions
{
    /// <summary>Hosts that may be reached although they are private, or by http (Webhooks:AllowedHosts, separated by commas).</summary>
    public IReadOnlySet<string> AllowedHosts { get; init; } = new HashSet<string>();

    /// <summary>How long to wait before each new try (Webhooks:RetrySeconds, separated by commas).</summary>
    public IReadOnlyList<TimeSpan> Retries { get; init; } = [.. Seconds("1,5,30,120,600")];

    /// <summary>The options as configured.</summary>
    public static WebhookOptions From(IConfiguration configuration) => new()
    {
        AllowedHosts = (configuration["Webhooks:AllowedHosts"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase),
        Retries = [.. Seconds(configuration["Webhooks:RetrySeconds"] is { Length: > 0 } given ? given : "1,5,30,120,600")],
    };

    private static IEnumerable<TimeSpan> Seconds(string list) => list.Split(',').Select(text => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture)));
}
