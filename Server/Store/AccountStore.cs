using Dapper;

namespace Hodl.Server.Store;

/// <summary>The people who may sign in, and the links by which they choose a password.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps.</param>
public sealed class AccountStore(Database database, TimeProvider clock)
{
    private const string Columns = "id, name, folded, password, stamp, role, failures, locked, subject, disabled, created, seen";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Everybody, by name.</summary>
    public IReadOnlyList<Account> List() => Query("order by folded", null);

    /// <summary>Whether nobody can sign in yet.</summary>
    public bool IsEmpty() => database.Read(connection =>
        connection.ExecuteScalar<long>("select count(*) from people where password is not null or subject is not null")) == 0;

    /// <summary>The person of a number; null when there is none.</summary>
    public Account? Find(long id) => Query("where id = @id", new { id }) is [var found, ..] ? found : null;

    /// <summary>The person of a name as compared; null when there is none.</summary>
    public Account? FindName(string folded) => Query("where folded = @folded", new { folded }) is [var found, ..] ? found : null;

    /// <summary>The person whom the identity provider calls so; null when there is none.</summary>
    public Account? FindSubject(string subject) => Query("where subject = @subject", new { subject }) is [var found, ..] ? found : null;

    /// <summary>Keeps a new person and gives the number.</summary>
    public void Add(Account account)
    {
        account.Created = Now;
        account.Id = database.Write(connection => connection.ExecuteScalar<long>(
            """
            insert into people (name, folded, password, stamp, role, failures, locked, subject, disabled, created, seen)
            values (@Name, @Folded, @Password, @Stamp, @Role, @Failures, @Locked, @Subject, @Disabled, @Created, @Seen) returning id
            """, account));
    }

    /// <summary>Keeps what changed.</summary>
    public void Update(Account account) => database.Write(connection => connection.Execute(
        """
        update people set name = @Name, folded = @Folded, password = @Password, stamp = @Stamp, role = @Role, failures = @Failures,
          locked = @Locked, subject = @Subject, disabled = @Disabled, seen = @Seen where id = @Id
        """, account));

    /// <summary>One more wrong password; in the database at once, so that guesses side by side count each.</summary>
    /// <returns>How many there were in a row.</returns>
    public int CountFailure(long id) => database.Write(connection =>
        connection.ExecuteScalar<int>("update people set failures = failures + 1 where id = @id returning failures", new { id }));

    /// <summary>A link with which the person chooses a password, once; earlier ones end.</summary>
    /// <returns>The secret part of the link, which is kept nowhere.</returns>
    public string Invite(long person, TimeSpan valid)
    {
        var secret = Secret.New();
        database.Write(connection =>
        {
            connection.Execute("delete from invitations where person = @person or expires < @now", new { person, now = Now });
            return connection.Execute(
                "insert into invitations (hash, person, expires) values (@hash, @person, @expires)",
                new { hash = Secret.Hash(secret), person, expires = Now + (long)valid.TotalMilliseconds });
        });
        return secret;
    }

    /// <summary>Whom a link invites; null when it was used, has expired or never was.</summary>
    public Account? Invited(string secret) => database.Read(connection => connection.ExecuteScalar<long?>(
        "select person from invitations where hash = @hash and expires >= @now", new { hash = Secret.Hash(secret), now = Now })) is { } person ? Find(person) : null;

    /// <summary>Ends every link that invites the person.</summary>
    public void EndInvitations(long person) => database.Write(connection => connection.Execute("delete from invitations where person = @person", new { person }));

    private IReadOnlyList<Account> Query(string where, object? parameters) =>
        database.Read<IReadOnlyList<Account>>(connection => connection.Query<Account>($"select {Columns} from people {where}", parameters).AsList());
}
