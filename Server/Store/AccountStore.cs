namespace Hodl.Server.Store;

/// <summary>The people who may sign in, and the links by which they choose a password.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Stamps.</param>
public sealed class AccountStore(Catalog catalog, TimeProvider clock)
{
    private readonly CatalogTable<Account> people = catalog.Table<Account>("people");
    private readonly CatalogTable<InvitationEntry> invitations = catalog.Table<InvitationEntry>("invitations");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Everybody, by name.</summary>
    public IReadOnlyList<Account> List() =>
        [.. people.Rows.Values.OrderBy(account => account.Folded, StringComparer.Ordinal).Select(account => account.Copy())];

    /// <summary>Whether nobody can sign in yet.</summary>
    public bool IsEmpty() => people.Rows.Values.All(account => account.Password is null && account.Subject is null);

    /// <summary>The person of a number; null when there is none.</summary>
    public Account? Find(long id) => people.Find(id)?.Copy();

    /// <summary>The person of a name as compared; null when there is none.</summary>
    public Account? FindName(string folded) => people.Rows.Values.FirstOrDefault(account => account.Folded == folded)?.Copy();

    /// <summary>The person whom the identity provider calls so; null when there is none.</summary>
    public Account? FindSubject(string subject) => people.Rows.Values.FirstOrDefault(account => account.Subject == subject)?.Copy();

    /// <summary>Keeps a new person and gives the number.</summary>
    /// <exception cref="InvalidOperationException">The name or the subject is taken.</exception>
    public void Add(Account account)
    {
        account.Created = Now;
        account.Id = catalog.Write(change =>
        {
            DemandUnique(change, account, 0);
            var id = change.NextId("people");
            var kept = account.Copy();
            kept.Id = id;
            change.Put(people, id, kept);
            return id;
        });
    }

    /// <summary>Keeps what changed.</summary>
    /// <exception cref="InvalidOperationException">The name or the subject is taken.</exception>
    public void Update(Account account) => catalog.Write(change =>
    {
        if (change.Find(people, account.Id) is { } old)
        {
            DemandUnique(change, account, account.Id);
            var kept = account.Copy();
            kept.Created = old.Created;
            change.Put(people, account.Id, kept);
        }
    });

    /// <summary>A link with which the person chooses a password, once; earlier ones end.</summary>
    /// <returns>The secret part of the link, which is kept nowhere.</returns>
    public string Invite(long person, TimeSpan valid)
    {
        var secret = Secret.New();
        catalog.Write(change =>
        {
            Drop(change, invitation => invitation.Person == person || invitation.Expires < Now);
            var id = change.NextId("invitations");
            change.Put(invitations, id, new InvitationEntry(id, Secret.Hash(secret), person, Now + (long)valid.TotalMilliseconds));
        });
        return secret;
    }

    /// <summary>Whom a link invites; null when it was used, has expired or never was.</summary>
    public Account? Invited(string secret) => Secret.Hash(secret) is var hash
        && invitations.Rows.Values.FirstOrDefault(invitation => invitation.Hash == hash && invitation.Expires >= Now) is { } found
            ? Find(found.Person) : null;

    /// <summary>Ends every link that invites the person.</summary>
    public void EndInvitations(long person) => catalog.Write(change => Drop(change, invitation => invitation.Person == person));

    private void DemandUnique(CatalogChange change, Account account, long but)
    {
        if (change.All(people).Values
            .Any(other => other.Id != but
            && (other.Folded == account.Folded || (account.Subject is not null && other.Subject == account.Subject))))
        {
            throw new InvalidOperationException($"There is an account {account.Name} already.");
        }
    }

    private void Drop(CatalogChange change, Func<InvitationEntry, bool> goes)
    {
        foreach (var (id, invitation) in change.All(invitations))
        {
            if (goes(invitation))
            {
                change.Remove(invitations, id);
            }
        }
    }
}
