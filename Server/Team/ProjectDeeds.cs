using System.Security.Claims;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>What people do with projects, by page or interface.</summary>
/// <param name="projects">Keeps them.</param>
/// <param name="audit">Writes down.</param>
public sealed class ProjectDeeds(ProjectStore projects, AuditLog audit)
{
    /// <summary>Makes a project.</summary>
    /// <exception cref="InvalidOperationException">The name is empty, too long or taken.</exception>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public void Add(ClaimsPrincipal who, string name, string summary)
    {
        who.Demand(Policies.Launch, "Making a project");
        projects.Add(name, summary, who.Person());
    }

    /// <summary>Gives it another name and summary, and opens or closes it.</summary>
    /// <exception cref="InvalidOperationException">The name is empty, too long or taken, or there is no such project.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another's.</exception>
    public void Update(ClaimsPrincipal who, long id, string name, string summary, bool? open = null)
    {
        var project = Own(who, id);
        projects.Update(id, name, summary, open ?? project.Open);
        if (open is { } now && now != project.Open)
        {
            audit.Add(who.Person(), now ? "open project" : "close project", $"project {name.Trim()}");
        }
    }

    /// <summary>Deletes a project; its runs stay, outside of all projects.</summary>
    /// <returns>The runs that were in it.</returns>
    /// <exception cref="InvalidOperationException">There is no such project.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another's.</exception>
    public IReadOnlyList<long> Delete(ClaimsPrincipal who, long id)
    {
        var project = Own(who, id);
        var runs = projects.Delete(id);
        audit.Add(who.Person(), "delete", $"project {project.Name}");
        return runs;
    }

    /// <summary>Brings a deleted project back, with its runs.</summary>
    /// <exception cref="InvalidOperationException">The name is taken meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">It was another's.</exception>
    public void Restore(ClaimsPrincipal who, StoredProject project, IReadOnlyList<long> runs)
    {
        who.DemandOwn(project.Person, $"Project {project.Name}");
        projects.Add(project.Name, project.Summary, project.Person, project.Open);
        projects.Move(runs, project.Name);
    }

    private StoredProject Own(ClaimsPrincipal who, long id)
    {
        var project = projects.List().FirstOrDefault(project => project.Id == id) ?? throw new InvalidOperationException($"There is no project {id}.");
        who.DemandOwn(project.Person, $"Project {project.Name}");
        return project;
    }
}
