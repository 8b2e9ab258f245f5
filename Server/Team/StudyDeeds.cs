using System.Security.Claims;
using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>What people do with method studies.</summary>
/// <param name="studies">Keeps them.</param>
/// <param name="runs">Launches.</param>
public sealed class StudyDeeds(StudyStore studies, RunDeeds runs)
{
    /// <summary>Launches the runs of a study, all or none, and keeps which belong to it.</summary>
    /// <returns>The study's id.</returns>
    /// <exception cref="Runs.InvalidRunException">At least one cannot be computed as asked.</exception>
    /// <exception cref="UnauthorizedAccessException">This person may not launch.</exception>
    public long Launch(ClaimsPrincipal who, string name, IReadOnlyList<RunSpec> specs, string project)
    {
        who.Demand(Policies.Launch, "Launching");
        return studies.Add(name, runs.Launch(who, specs, project), who.Person());
    }

    /// <summary>Takes a study from the list, or brings it back; its runs stay.</summary>
    /// <exception cref="InvalidOperationException">There is no such study.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another's.</exception>
    public void Delete(ClaimsPrincipal who, long id, bool deleted = true)
    {
        who.DemandOwn(studies.OwnerOf(id) ?? throw new InvalidOperationException($"There is no study {id}."), $"Study {id}");
        if (deleted)
        {
            studies.Delete(id);
        }
        else
        {
            studies.Undelete(id);
        }
    }
}
