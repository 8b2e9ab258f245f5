namespace Hodl.Server.Store;

/// <summary>What people write on runs: notes, comments, tags, stars.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Stamps.</param>
public sealed class NoteStore(Catalog catalog, TimeProvider clock)
{
    /// <summary>The longest note or comment.</summary>
    public const int MostText = 20_000;

    /// <summary>The longest tag.</summary>
    public const int MostTag = 40;

    private readonly CatalogTable<NoteEntry> notes = catalog.Table<NoteEntry>("notes");
    private readonly CatalogTable<CommentEntry> comments = catalog.Table<CommentEntry>("comments");
    private readonly CatalogTable<StarEntry> stars = catalog.Table<StarEntry>("stars");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The run's note; null when there is none.</summary>
    public StoredNote? Note(long run) =>
        notes.Find(run) is { } note ? new StoredNote(note.Text, note.Person, UnixTime.At(note.At)) : null;

    /// <summary>Writes the run's note; an empty one takes it away.</summary>
    /// <exception cref="InvalidOperationException">It is too long.</exception>
    public void SetNote(long run, string text, string person) => catalog.Write(change =>
    {
        if (text.Trim() == "")
        {
            change.Remove(notes, run);
        }
        else
        {
            Demand(change, run);
            change.Put(notes, run, new NoteEntry(run, Checked(text), person, Now));
        }
    });

    /// <summary>The run's comments in the order of time.</summary>
    public IReadOnlyList<StoredComment> Comments(long run) =>
        [.. comments.Rows.Values.Where(comment => comment.Run == run && comment.Deleted is null)
        .Select(comment => new StoredComment(comment.Id, comment.Person, UnixTime.At(comment.At),
            comment.Text))];

    /// <summary>Who wrote a comment, deleted or not; null when there is none.</summary>
    public string? OwnerOf(long comment) => comments.Find(comment)?.Person;

    /// <summary>Adds a comment.</summary>
    /// <exception cref="InvalidOperationException">It is empty or too long.</exception>
    public void AddComment(long run, string person, string text) => catalog.Write(change =>
    {
        Demand(change, run);
        var id = change.NextId("comments");
        change.Put(comments, id, new CommentEntry(id, run, person, Now, Checked(text), null));
    });

    /// <summary>Takes a comment away, or brings it back.</summary>
    public void DeleteComment(long id, bool deleted = true) => catalog.Write(change =>
    {
        if (change.Find(comments, id) is { } comment)
        {
            change.Put(comments, id, comment with { Deleted = deleted ? Now : null });
        }
    });

    /// <summary>Gives runs a tag.</summary>
    /// <exception cref="InvalidOperationException">It is empty, too long or holds a comma.</exception>
    public void Tag(IReadOnlyList<long> runs, string tag)
    {
        var word = tag.Trim();
        if (word.Length is 0 or > MostTag || word.Any(letter => letter == ',' || char.IsControl(letter)))
        {
            throw new InvalidOperationException($"Tag = {word}: allowed are 1 … {MostTag} characters without a comma.");
        }

        catalog.Write(change =>
        {
            foreach (var id in runs)
            {
                catalog.Runs.Change(change, id, run => run with { Tags = run.Tags.Contains(word) ? run.Tags : [.. run.Tags, word] });
            }
        });
    }

    /// <summary>Takes a tag off a run.</summary>
    public void Untag(long run, string tag) => catalog.Write(change =>
        catalog.Runs.Change(change, run, entry => entry with { Tags = [.. entry.Tags.Where(word => word != tag)] }));

    /// <summary>The runs that this person has starred.</summary>
    public IReadOnlySet<long> Stars(string person) =>
        stars.Rows.Values.Where(star => star.Person == person).Select(star => star.Run).ToHashSet();

    /// <summary>Stars a run for this person, or takes the star away.</summary>
    public void Star(string person, long run, bool starred) => catalog.Write(change =>
    {
        var old = change.All(stars).Values.FirstOrDefault(star => star.Person == person && star.Run == run);
        if (old is not null && !starred)
        {
            change.Remove(stars, old.Id);
        }
        else if (old is null && starred)
        {
            Demand(change, run);
            var id = change.NextId("stars");
            change.Put(stars, id, new StarEntry(id, person, run));
        }
    });

    private void Demand(CatalogChange change, long run)
    {
        if (change.Find(catalog.Runs.Table, run) is null)
        {
            throw new InvalidOperationException($"There is no run {run}.");
        }
    }

    private static string Checked(string text) => text.Trim() is { Length: > 0 and <= MostText } good
        ? good : throw new InvalidOperationException($"The text has {text.Length} characters: allowed are 1 … {MostText}.");
}
