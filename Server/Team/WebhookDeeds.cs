using System.Security.Claims;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>What admins do with webhooks.</summary>
/// <param name="webhooks">Keeps them.</param>
/// <param name="options">Where messages may go.</param>
/// <param name="audit">Writes down.</param>
public sealed class WebhookDeeds(WebhookStore webhooks, WebhookOptions options, AuditLog audit)
{
    /// <summary>Adds an address.</summary>
    /// <returns>The secret that signs its messages.</returns>
    /// <exception cref="InvalidOperationException">Messages may not go there.</exception>
    /// <exception cref="UnauthorizedAccessException">This person is no admin.</exception>
    public string Add(ClaimsPrincipal who, string address)
    {
        who.Demand(Policies.Admin, "A webhook");
        if (WebhookAddress.Refuse(address.Trim(), options) is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }

        var secret = webhooks.Add(address.Trim());
        audit.Add(who.Person(), "webhook", address.Trim(), "added");
        return secret;
    }

    /// <summary>Removes an address, and what it was to be told.</summary>
    /// <exception cref="UnauthorizedAccessException">This person is no admin.</exception>
    public void Remove(ClaimsPrincipal who, StoredWebhook hook)
    {
        who.Demand(Policies.Admin, "A webhook");
        webhooks.Delete(hook.Id);
        audit.Add(who.Person(), "webhook", hook.Address, "removed");
    }
}
