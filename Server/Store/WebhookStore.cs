using Microsoft.AspNetCore.DataProtection;

namespace Hodl.Server.Store;

/// <summary>Who is told of the ends of runs. The secrets that sign the messages are kept encrypted.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Stamps.</param>
/// <param name="protection">Encrypts.</param>
public sealed class WebhookStore(Catalog catalog, TimeProvider clock, IDataProtectionProvider protection)
{
    private const double MostWait = 24 * 3600e3;
    private readonly IDataProtector protector = protection.CreateProtector("webhooks");
    private readonly CatalogTable<WebhookEntry> webhooks = catalog.Table<WebhookEntry>("webhooks");
    private readonly CatalogTable<MessageEntry> messages = catalog.Table<MessageEntry>("webhook_messages");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds an address.</summary>
    /// <returns>The secret that signs its messages.</returns>
    public string Add(string address)
    {
        var secret = Secret.New();
        catalog.Write(change =>
        {
            var id = change.NextId("webhooks");
            change.Put(webhooks, id, new WebhookEntry(id, address, protector.Protect(secret), Now, null, ""));
        });
        return secret;
    }

    /// <summary>Why some cannot be read, by their ids.</summary>
    public IReadOnlyDictionary<long, string> Damaged => webhooks.Damaged;

    /// <summary>Every address.</summary>
    public IReadOnlyList<StoredWebhook> List() => [.. webhooks.Rows.Values
        .Select(one => new StoredWebhook(one.Id, one.Address, one.Tried is { } at ? UnixTime.At(at) : null,
            one.Answer))];

    /// <summary>The secret of an address; null when it is gone.</summary>
    public string? SecretOf(long id) => webhooks.Find(id) is { } kept ? protector.Unprotect(kept.Secret) : null;

    /// <summary>Keeps what came of the last message.</summary>
    public void Mark(long id, string answer) => catalog.Write(change =>
    {
        if (change.Find(webhooks, id) is { } webhook)
        {
            change.Put(webhooks, id, webhook with { Tried = Now, Answer = answer });
        }
    });

    /// <summary>Keeps a message for every address, due now.</summary>
    public void Queue(long run, string body) => catalog.Write(change =>
    {
        foreach (var webhook in change.All(webhooks).Keys)
        {
            var id = change.NextId("webhook_messages");
            change.Put(messages, id, new MessageEntry(id, webhook, run, body, 0, Now));
        }
    });

    /// <summary>Takes the messages that are due: nobody else gets them before <paramref name="lease"/> is over.</summary>
    public IReadOnlyList<StoredMessage> Take(TimeSpan lease) =>
        messages.Rows.Values.All(message => message.Due > Now) ? [] : catalog.Write(change =>
    {
        var due = change.All(messages).Values.Where(message => message.Due <= Now).ToList();
        foreach (var message in due)
        {
            change.Put(messages, message.Id, message with { Due = Now + (long)lease.TotalMilliseconds });
        }

        return due.ConvertAll(one =>
            new StoredMessage(one.Id, one.Webhook, change.Find(webhooks, one.Webhook)?.Address ?? "", one.Run, one.Body, one.Attempt));
    });

    /// <summary>How long until a message is due; null when there is none.</summary>
    public TimeSpan? UntilDue() =>
        messages.Rows is { IsEmpty: false } rows ? TimeSpan.FromMilliseconds(Math.Clamp((double)rows.Values.Min(message =>
            message.Due) - Now, 0, MostWait))
        : null;

    /// <summary>The message is tried again after a while.</summary>
    public void Postpone(long message, TimeSpan wait) =>
        Change(message, one => one with { Attempt = one.Attempt + 1, Due = Now + (long)wait.TotalMilliseconds });

    /// <summary>Gives a message back that was not sent: it is due at once, and no try counts.</summary>
    public void Return(long message) => Change(message, one => one with { Due = Now });

    /// <summary>The message was taken, or is given up.</summary>
    public void Drop(long message) => catalog.Write(change => change.Remove(messages, message));

    /// <summary>Removes an address, and what it was to be told.</summary>
    public void Delete(long id) => catalog.Write(change =>
    {
        foreach (var message in change.All(messages).Values.Where(message => message.Webhook == id))
        {
            change.Remove(messages, message.Id);
        }

        change.Remove(webhooks, id);
    });

    private void Change(long id, Func<MessageEntry, MessageEntry> with) => catalog.Write(change =>
    {
        if (change.Find(messages, id) is { } message)
        {
            change.Put(messages, id, with(message));
        }
    });
}
