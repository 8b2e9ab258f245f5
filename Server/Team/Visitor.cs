using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace Hodl.Server.Team;

/// <summary>Who sits before an open page.</summary>
/// <param name="state">Knows, and changes when the account does.</param>
public sealed class Visitor(AuthenticationStateProvider state)
{
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    /// <summary>The person's claims at this moment.</summary>
    public ClaimsPrincipal Who => state.GetAuthenticationStateAsync() is { IsCompletedSuccessfully: true } known ? known.Result.User : Nobody;

    /// <summary>The person's name; empty when nobody has to sign in.</summary>
    public string Person => Who.Person();

    /// <summary>Whether the person may launch.</summary>
    public bool CanLaunch => Who.Can(Policies.Launch);

    /// <summary>Whether the person may do everything.</summary>
    public bool CanAdmin => Who.Can(Policies.Admin);
}
