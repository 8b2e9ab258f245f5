using System.Security.Claims;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>
/// What people write on runs, by page or interface. Everybody who may launch comments; notes, tags and the project are the
/// run's person's, and everybody's where its project is open.
/// </summary>
/// <param name="notes">Keeps notes, comments, tags, stars.</param>
/// <param name="projects">Keeps projects.</param>
/// <param name="runs">The runs.</param>
public sealed class NoteDeeds(NoteStore notes, ProjectStore projects, RunStore runs)
{
    /// <summary>Whether this person may write on a run.</summary>
    public bool CanWrite(ClaimsPrincipal who, RunRow run) => who.Owns(run.Person) || (who.Can(Policies.Launch) && projects.IsOpen(run.Project));

    /// <summary>Writes the run's note; an empty one takes it away.</summary>
    /// <exception cref="InvalidOperationException">It is too long, or there is no such run.</exception>
    /// <exception cref="UnauthorizedAccessException">The run is another's.</exception>
    public void SetNote(ClaimsPrincipal who, long run, string text)
    {
        DemandWrite(who, [run]);
        notes.SetNote(run, text, who.Person());
    }

    /// <summary>Comments on a run.</summary>
    /// <exception cref="InvalidOperationException">The text is empty or too long, or there is no such run.</exception>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public void Comment(ClaimsPrincipal who, long run, string text)
    {
        who.Demand(Policies.Launch, "Commenting");
        notes.AddComment(run, who.Person(), text);
    }

    /// <summary>Takes a comment away, or brings it back.</summary>
    /// <exception cref="InvalidOperationException">There is no such comment.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another's.</exception>
    public void DeleteComment(ClaimsPrincipal who, long id, bool deleted = true)
    {
        who.DemandOwn(notes.OwnerOf(id) ?? throw new InvalidOperationException($"There is no comment {id}."), $"Comment {id}");
        notes.DeleteComment(id, deleted);
    }

    /// <summary>Gives runs a tag, all or none.</summary>
    /// <exception cref="InvalidOperationException">It is empty, too long or holds a comma.</exception>
    /// <exception cref="UnauthorizedAccessException">A run is another's.</exception>
    public void Tag(ClaimsPrincipal who, IReadOnlyList<long> ids, string tag)
    {
        DemandWrite(who, ids);
        notes.Tag(ids, tag);
    }

    /// <summary>Takes a tag off a run.</summary>
    /// <exception cref="UnauthorizedAccessException">The run is another's.</exception>
    public void Untag(ClaimsPrincipal who, long run, string tag)
    {
        DemandWrite(who, [run]);
        notes.Untag(run, tag);
    }

    /// <summary>Stars a run for this person, or takes the star away.</summary>
    /// <exception cref="InvalidOperationException">There is no such run.</exception>
    /// <exception cref="UnauthorizedAccessException">This person may not read.</exception>
    public void Star(ClaimsPrincipal who, long run, bool starred)
    {
        who.Demand(Policies.Read, "A star");
        notes.Star(who.Person(), run, starred);
    }

    /// <summary>Moves runs into the project of a name, all or none; out of all with an empty one.</summary>
    /// <exception cref="InvalidOperationException">There is no such project.</exception>
    /// <exception cref="UnauthorizedAccessException">A run is another's.</exception>
    public void Move(ClaimsPrincipal who, IReadOnlyList<long> ids, string project)
    {
        DemandWrite(who, ids);
        if (project != "" && projects.Find(project) is null)
        {
            throw new InvalidOperationException($"There is no project {project}.");
        }

        projects.Move(ids, project);
    }

    private void DemandWrite(ClaimsPrincipal who, IReadOnlyList<long> ids)
    {
        who.Demand(Policies.Launch, "Writing on runs");
        foreach (var id in ids)
        {
            var run = runs.Find(id) ?? throw new InvalidOperationException($"There is no run {id}.");
            who.DemandOwn(run.Person, $"Run {id}", projects.IsOpen(run.Project));
        }
    }
}
