namespace Hodl.Server.Team;

/// <summary>The identity provider, from the settings Auth:Oidc.</summary>
public sealed record OidcOptions
{
    /// <summary>Its address; its metadata lie below <c>/.well-known/openid-configuration</c>.</summary>
    public string Authority { get; init; } = "";

    /// <summary>What it calls this program.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The secret shared with it.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>The claim that names a person's groups.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>The role of people in none of the groups that Auth:Oidc:Groups maps; empty turns them away.</summary>
    public string DefaultRole { get; init; } = Roles.Viewer;

    /// <summary>Role by group.</summary>
    public IReadOnlyDictionary<string, string> Groups { get; init; } = new Dictionary<string, string>();

    /// <summary>The settings.</summary>
    /// <exception cref="InvalidOperationException">One is missing or not allowed.</exception>
    public static OidcOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Auth:Oidc");
        var options = new OidcOptions
        {
            Authority = Need(section, "Authority"),
            ClientId = Need(section, "ClientId"),
            ClientSecret = section["ClientSecret"] ?? "",
            RoleClaim = section["RoleClaim"] ?? "roles",
            DefaultRole = section["DefaultRole"] ?? Roles.Viewer,
            Groups = section.GetSection("Groups").GetChildren().ToDictionary(group => group.Key, group => group.Value ?? "", StringComparer.OrdinalIgnoreCase),
        };
        return options.Groups.Values.Append(options.DefaultRole).FirstOrDefault(role => role != "" && !Roles.All.Contains(role)) is { } wrong
            ? throw new InvalidOperationException($"Auth:Oidc names the role {wrong}: allowed is {string.Join(", ", Roles.All)}.")
            : options;
    }

    /// <summary>The highest role that these groups give; empty when none does.</summary>
    public string RoleOf(IEnumerable<string> groups)
    {
        var given = groups.Select(group => Groups.TryGetValue(group, out var role) ? role : Roles.All.Contains(group) ? group : "").ToHashSet();
        return Roles.All.LastOrDefault(given.Contains) ?? DefaultRole;
    }

    private static string Need(IConfigurationSection section, string name) =>
        section[name] is { Length: > 0 } value ? value : throw new InvalidOperationException($"--auth oidc needs the setting Auth:Oidc:{name}.");
}
