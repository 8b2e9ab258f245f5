using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>
/// Opens links: <c>/s/{secret}</c> leaves the secret in a cookie, so that it stands in no address, and leads to the page
/// <c>/shared/{id}</c>; with every request the cookie becomes claims that name the link and its runs, and nothing else.
/// </summary>
/// <param name="store">Keeps them.</param>
/// <param name="views">What can be shared.</param>
public sealed class ShareLinks(ShareStore store, IEnumerable<IShareView> views)
{
    private const string Cookie = "hodl-share-";
    private const int MostHeld = 20;
    private readonly ConcurrentDictionary<(long Share, string Connection), Action> open = new();

    /// <summary>Raised when a link was taken back; open pages close.</summary>
    public event Action<long>? Revoked;

    /// <summary>What can be shared.</summary>
    public IReadOnlyList<IShareView> Views { get; } = [.. views];

    /// <summary>The view of a kind; null when there is none.</summary>
    public IShareView? View(string kind) => Views.FirstOrDefault(view => view.Kind == kind);

    /// <summary>Takes a link back: pages and streams that it opened end.</summary>
    public void Revoke(long id)
    {
        store.Revoke(id);
        Revoked?.Invoke(id);
        foreach (var (key, abort) in open.Where(entry => entry.Key.Share == id))
        {
            open.TryRemove(key, out _);
            abort();
        }
    }

    /// <summary>Remembers a stream that ends with its link.</summary>
    internal void Opened(ClaimsPrincipal who, string connection, Action abort)
    {
        foreach (var share in who.Can(Policies.Read) ? [] : who.Shares())
        {
            open[(share, connection)] = abort;
        }
    }

    /// <summary>Forgets a stream.</summary>
    internal void Closed(string connection)
    {
        foreach (var key in open.Keys.Where(key => key.Connection == connection))
        {
            open.TryRemove(key, out _);
        }
    }

    /// <summary>The address /s/{secret}.</summary>
    internal IResult Open(string secret, HttpContext context)
    {
        if (store.FindSecret(secret) is not { } share)
        {
            return Results.Redirect("/shared/0");
        }

        context.Response.Cookies.Append(Cookie + share.Id.ToString(CultureInfo.InvariantCulture), secret, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            Expires = share.Expires,
            IsEssential = true,
        });
        return Results.Redirect($"/shared/{share.Id}");
    }

    /// <summary>Adds what the browser's links open to the person's claims.</summary>
    internal Task Identify(HttpContext context, RequestDelegate next)
    {
        var claims = context.Request.Cookies.Where(cookie => cookie.Key.StartsWith(Cookie, StringComparison.Ordinal)).Take(MostHeld)
            .Select(cookie => store.FindSecret(cookie.Value)).OfType<StoredShare>().SelectMany(Claims).ToList();
        if (claims.Count > 0)
        {
            // The person's own identity stays the first: a link alone signs nobody in.
            context.User = new ClaimsPrincipal([.. context.User.Identities.DefaultIfEmpty(new ClaimsIdentity()), new ClaimsIdentity(claims, "share")]);
        }

        return next(context);
    }

    private IEnumerable<Claim> Claims(StoredShare share) =>
        (View(share.Kind)?.Runs(share.Target) ?? []).Select(run => new Claim(Rights.SharedRun, run.ToString(CultureInfo.InvariantCulture)))
            .Prepend(new Claim(Rights.Share, share.Id.ToString(CultureInfo.InvariantCulture)));
}
