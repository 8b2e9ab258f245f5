using System.Security.Claims;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>What people do with links, by page or interface.</summary>
/// <param name="shares">Keeps them.</param>
/// <param name="links">Closes what they opened.</param>
/// <param name="audit">Writes down.</param>
/// <param name="clock">Dates their ends.</param>
public sealed class ShareDeeds(ShareStore shares, ShareLinks links, AuditLog audit, TimeProvider clock)
{
    /// <summary>Makes a link.</summary>
    /// <param name="who">Who makes it.</param>
    /// <param name="kind">What sort of thing it shows.</param>
    /// <param name="target">Which one.</param>
    /// <param name="title">Shown above it.</param>
    /// <param name="days">How long it is good; null for ever.</param>
    /// <returns>Its number, and its secret, which is kept nowhere.</returns>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public (long Id, string Secret) Add(ClaimsPrincipal who, string kind, string target, string title, int? days)
    {
        who.Demand(Policies.Launch, "Sharing");
        var made = shares.Add(kind, target, title, who.Person(), days is { } count ? clock.GetUtcNow().AddDays(count) : null);
        audit.Add(who.Person(), "share", $"{kind} {target}", $"link {made.Id}, {(days is null ? "no end" : $"{days} days")}");
        return made;
    }

    /// <summary>Takes a link back for good: pages and streams that it opened end.</summary>
    /// <exception cref="InvalidOperationException">There is no such link.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another's.</exception>
    public void Revoke(ClaimsPrincipal who, long id)
    {
        var share = shares.Find(id) ?? throw new InvalidOperationException($"There is no link {id}.");
        who.DemandOwn(share.Person, $"Link {id}");
        links.Revoke(id);
        audit.Add(who.Person(), "link taken back", $"{share.Kind} {share.Target}", $"link {id}");
    }
}
