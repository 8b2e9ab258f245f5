using Dapper;

namespace Hodl.Server.Store;

/// <summary>What people write on runs: notes, comments, tags, stars.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps.</param>
public sealed class NoteStore(Database database, TimeProvider clock)
{
    /// <summary>The longest note or comment.</summary>
    public const int MostText = 20_000;

    /// <summary>The longest tag.</summary>
    public const int MostTag = 40;

    private const string Touch = "changed = (select max(changed) + 1 from runs)";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The run's note; null when there is none.</summary>
    public StoredNote? Note(long run) => database.Read(connection =>
        connection.Query<(string Text, string Person, long At)>("select text, person, at from notes where run = @run", new { run })
            .Select(row => new StoredNote(row.Text, row.Person, DateTimeOffset.FromUnixTimeMilliseconds(row.At))).FirstOrDefault());

    /// <summary>Writes the run's note; an empty one takes it away.</summary>
    /// <exception cref="InvalidOperationException">It is too long.</exception>
    public void SetNote(long run, string text, string person) => database.Write(connection => text.Trim() == ""
        ? connection.Execute("delete from notes where run = @run", new { run })
        : connection.Execute("insert or replace into notes (run, text, person, at) values (@run, @text, @person, @Now)", new { run, text = Checked(text), person, Now }));

    /// <summary>The run's comments in the order of time.</summary>
    public IReadOnlyList<StoredComment> Comments(long run) => database.Read<IReadOnlyList<StoredComment>>(connection => [.. connection
        .Query<(long Id, string Person, long At, string Text)>("select id, person, at, text from comments where run = @run and deleted is null order by id", new { run })
        .Select(row => new StoredComment(row.Id, row.Person, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Text))]);

    /// <summary>Adds a comment.</summary>
    /// <exception cref="InvalidOperationException">It is empty or too long.</exception>
    public void AddComment(long run, string person, string text) => database.Write(connection => connection.Execute(
        "insert into comments (run, person, at, text) values (@run, @person, @Now, @text)", new { run, person, text = Checked(text), Now }));

    /// <summary>Takes a comment away, or brings it back.</summary>
    public void DeleteComment(long id, bool deleted = true) => database.Write(connection =>
        connection.Execute("update comments set deleted = @at where id = @id", new { id, at = deleted ? Now : (long?)null }));

    /// <summary>Gives runs a tag.</summary>
    /// <exception cref="InvalidOperationException">It is empty, too long or holds a comma.</exception>
    public void Tag(IReadOnlyList<long> runs, string tag)
    {
        var word = tag.Trim();
        if (word.Length is 0 or > MostTag || word.Any(letter => letter == ',' || char.IsControl(letter)))
        {
            throw new InvalidOperationException($"Tag = {word}: allowed are 1 … {MostTag} characters without a comma.");
        }

        database.Write(connection =>
        {
            foreach (var run in runs)
            {
                connection.Execute("insert or ignore into tags (run, tag) values (@run, @word)", new { run, word });
            }

            return connection.Execute($"update runs set {Touch} where id in @runs", new { runs });
        });
    }

    /// <summary>Takes a tag off a run.</summary>
    public void Untag(long run, string tag) => database.Write(connection =>
    {
        connection.Execute("delete from tags where run = @run and tag = @tag", new { run, tag });
        return connection.Execute($"update runs set {Touch} where id = @run", new { run });
    });

    /// <summary>The runs that this person has starred.</summary>
    public IReadOnlySet<long> Stars(string person) => database.Read(connection =>
        connection.Query<long>("select run from stars where person = @person", new { person }).ToHashSet());

    /// <summary>Stars a run for this person, or takes the star away.</summary>
    public void Star(string person, long run, bool starred) => database.Write(connection => connection.Execute(
        starred ? "insert or ignore into stars (person, run) values (@person, @run)" : "delete from stars where person = @person and run = @run", new { person, run }));

    private static string Checked(string text) => text.Trim() is { Length: > 0 and <= MostText } good
        ? good : throw new InvalidOperationException($"The text has {text.Length} characters: allowed are 1 … {MostText}.");
}
