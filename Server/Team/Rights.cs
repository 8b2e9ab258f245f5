using System.Globalization;
using System.Security.Claims;
using Hodl.Core.Runs;

namespace Hodl.Server.Team;

/// <summary>What somebody may do, read from the claims.</summary>
public static class Rights
{
    /// <summary>Claim of a token: what it may be used for.</summary>
    public const string Scope = "scope";

    /// <summary>Claim of a link's holder: the number of the link.</summary>
    public const string Share = "share";

    /// <summary>Claim of a link's holder: a run that the link shows.</summary>
    public const string SharedRun = "share-run";

    /// <summary>Whether role and, with a token, scope allow what a policy asks for.</summary>
    public static bool Can(this ClaimsPrincipal who, string policy)
    {
        var role = who.FindFirst(ClaimTypes.Role)?.Value;
        var scopes = who.FindAll(Scope).Select(claim => claim.Value).ToList();
        return policy switch
        {
            Policies.Read => role is Roles.Viewer or Roles.Experimenter or Roles.Admin && (scopes.Count == 0 || scopes.Exists(scope => scope is Policies.Read or Policies.Launch or Policies.Admin)),
            Policies.Launch => role is Roles.Experimenter or Roles.Admin && (scopes.Count == 0 || scopes.Exists(scope => scope is Policies.Launch or Policies.Admin)),
            Policies.Admin => role is Roles.Admin && (scopes.Count == 0 || scopes.Contains(Policies.Admin)),
            _ => false,
        };
    }

    /// <summary>Whether the run may be seen.</summary>
    public static bool CanReadRun(this ClaimsPrincipal who, long run) =>
        who.Can(Policies.Read) || who.HasClaim(SharedRun, run.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether the run may be stopped, resumed, renamed and deleted: one's own, and an admin's every run.</summary>
    public static bool CanChange(this ClaimsPrincipal who, RunRow run) => who.Owns(run.Person);

    /// <summary>Whether something of this owner may be changed: one's own, and an admin's everything. What nobody owns is an admin's.</summary>
    public static bool Owns(this ClaimsPrincipal who, string owner) =>
        who.Can(Policies.Admin) || (who.Can(Policies.Launch) && owner == who.Person());

    /// <summary>The one place that refuses.</summary>
    /// <param name="who">Who asks.</param>
    /// <param name="policy">What is needed.</param>
    /// <param name="what">What for, the beginning of a sentence.</param>
    /// <exception cref="UnauthorizedAccessException">This person may not.</exception>
    public static void Demand(this ClaimsPrincipal who, string policy, string what) => Demand(who.Can(policy),
        $"{what} needs the role {(policy == Policies.Admin ? Roles.Admin : policy == Policies.Launch ? Roles.Experimenter : Roles.Viewer)}.");

    /// <summary>The one place that refuses.</summary>
    /// <param name="who">Who asks.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="what">What is to be changed, the beginning of a sentence.</param>
    /// <param name="open">Whether a project opens it to all who may launch.</param>
    /// <exception cref="UnauthorizedAccessException">It is another's.</exception>
    public static void DemandOwn(this ClaimsPrincipal who, string owner, string what, bool open = false) => Demand(
        who.Owns(owner) || (open && who.Can(Policies.Launch)),
        $"{what} belongs to {(owner == "" ? "nobody" : owner)}: only {(owner == "" ? "" : "they and ")}an admin may change it.");

    private static void Demand(bool allowed, string otherwise)
    {
        if (!allowed)
        {
            throw new UnauthorizedAccessException(otherwise);
        }
    }

    /// <summary>The numbers of the links that the browser holds.</summary>
    public static IEnumerable<long> Shares(this ClaimsPrincipal who) =>
        who.FindAll(Share).Select(claim => long.Parse(claim.Value, CultureInfo.InvariantCulture));

    /// <summary>The name under which deeds are kept; empty when nobody has to sign in.</summary>
    public static string Person(this ClaimsPrincipal who) => who.Identity?.Name ?? "";

    /// <summary>The number of the account; null without one.</summary>
    public static long? Account(this ClaimsPrincipal who) =>
        long.TryParse(who.FindFirst(ClaimTypes.NameIdentifier)?.Value, CultureInfo.InvariantCulture, out var id) ? id : null;
}
