namespace Hodl.Server.Team;

/// <summary>How people sign in.</summary>
public enum AuthMode
{
    /// <summary>Nobody has to: whoever reaches the address may do everything. Only on loopback.</summary>
    None,

    /// <summary>With a name and a password that are kept here.</summary>
    Local,

    /// <summary>At an identity provider that speaks OpenID Connect.</summary>
    Oidc,
}
