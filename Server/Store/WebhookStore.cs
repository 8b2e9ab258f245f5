using Dapper;
using Microsoft.AspNetCore.DataProtection;

namespace Hodl.Server.Store;

/// <summary>Who is told of the ends of runs. The secrets that sign the messages are kept encrypted.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps.</param>
/// <param name="protection">Encrypts.</param>
public sealed class WebhookStore(Database database, TimeProvider clock, IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("webhooks");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds an address.</summary>
    /// <returns>The secret that signs its messages.</returns>
    public string Add(string address)
    {
        var secret = Secret.New();
        database.Write(connection => connection.Execute(
            "insert into webhooks (address, secret, created) values (@address, @sealed, @Now)", new { address, @sealed = protector.Protect(secret), Now }));
        return secret;
    }

    /// <summary>Every address.</summary>
    public IReadOnlyList<StoredWebhook> List() => database.Read<IReadOnlyList<StoredWebhook>>(connection => [.. connection
        .Query<(long Id, string Address, long? Tried, string Answer)>("select id, address, tried, answer from webhooks order by id")
        .Select(row => new StoredWebhook(row.Id, row.Address, row.Tried is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, row.Answer))]);

    /// <summary>The secret of an address; null when it is gone.</summary>
    public string? SecretOf(long id) => database.Read(connection =>
        connection.ExecuteScalar<string?>("select secret from webhooks where id = @id", new { id })) is { } kept ? protector.Unprotect(kept) : null;

    /// <summary>Keeps what came of the last message.</summary>
    public void Mark(long id, string answer) => database.Write(connection =>
        connection.Execute("update webhooks set tried = @Now, answer = @answer where id = @id", new { id, answer, Now }));

    /// <summary>Keeps a message for every address, due now.</summary>
    public void Queue(long run, string body) => database.Write(connection => connection.Execute(
        "insert into webhook_messages (webhook, run, body, due) select id, @run, @body, @Now from webhooks", new { run, body, Now }));

    /// <summary>Takes the messages that are due: nobody else gets them before <paramref name="lease"/> is over.</summary>
    public IReadOnlyList<StoredMessage> Take(TimeSpan lease) => database.Write<IReadOnlyList<StoredMessage>>(connection => [.. connection.Query<StoredMessage>(
        """
        update webhook_messages set due = @until where due <= @Now
        returning id, webhook, (select address from webhooks where id = webhook) as address, run, body, attempt
        """,
        new { Now, until = Now + (long)lease.TotalMilliseconds })]);

    /// <summary>How long until a message is due; null when there is none.</summary>
    public TimeSpan? UntilDue() => database.Read(connection => connection.ExecuteScalar<long?>("select min(due) from webhook_messages")) is { } due
        ? TimeSpan.FromMilliseconds(Math.Max(0, due - Now)) : null;

    /// <summary>The message is tried again after a while.</summary>
    public void Postpone(long message, TimeSpan wait) => database.Write(connection => connection.Execute(
        "update webhook_messages set attempt = attempt + 1, due = @due where id = @message", new { message, due = Now + (long)wait.TotalMilliseconds }));

    /// <summary>Gives a message back that was not sent: it is due at once, and no try counts.</summary>
    public void Return(long message) => database.Write(connection => connection.Execute("update webhook_messages set due = @Now where id = @message", new { message, Now }));

    /// <summary>The message was taken, or is given up.</summary>
    public void Drop(long message) => database.Write(connection => connection.Execute("delete from webhook_messages where id = @message", new { message }));

    /// <summary>Removes an address, and what it was to be told.</summary>
    public void Delete(long id) => database.Write(connection => connection.Execute(
        "delete from webhook_messages where webhook = @id; delete from webhooks where id = @id", new { id }));
}
