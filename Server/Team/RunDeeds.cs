using System.Security.Claims;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Runs.Launchers;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>What people do with runs, by page or interface: allowed or refused here, and written down here.</summary>
/// <param name="queue">Computes.</param>
/// <param name="store">Keeps.</param>
/// <param name="changes">Told of what is seen at once.</param>
/// <param name="audit">Writes down.</param>
/// <param name="verifier">Judges.</param>
/// <param name="projects">Those that runs may join.</param>
/// <param name="images">Takes those of runs that were computed elsewhere; made when it is needed, since it writes then.</param>
public sealed class RunDeeds(RunQueue queue, RunStore store, RunChanges changes, AuditLog audit, RunVerifier verifier, ProjectStore projects,
    Lazy<BroughtImages> images)
{
    private const int LongestName = 200;

    /// <summary>Launches runs, all or none.</summary>
    /// <exception cref="InvalidRunException">At least one cannot be computed as asked.</exception>
    /// <exception cref="UnauthorizedAccessException">This person may not launch.</exception>
    public IReadOnlyList<long> Launch(ClaimsPrincipal who, IReadOnlyList<RunSpec> specs, string project = "", RunPlacement? placement = null)
    {
        who.Demand(Policies.Launch, "Launching");
        DemandProject(project);
        var ids = queue.Enqueue(specs, who.Person(), project, placement);
        audit.Add(who.Person(), "launch", Runs(ids), specs[0].Task);
        return ids;
    }

    /// <summary>Takes in runs that were computed elsewhere, all or none.</summary>
    /// <returns>Their ids, and how many of their images could be taken.</returns>
    /// <exception cref="InvalidOperationException">They were taken in before, and <paramref name="again"/> is not asked for.</exception>
    /// <exception cref="UnauthorizedAccessException">This person may not launch.</exception>
    public IReadOnlyList<(long Id, int Images)> Import(ClaimsPrincipal who, IReadOnlyList<ImportedRun> runs, string project = "", bool again = false)
    {
        who.Demand(Policies.Launch, "Importing");
        if (!again && store.Imported(runs) is { Count: > 0 } before)
        {
            throw new InvalidOperationException($"The same was taken in before, as {Runs(before)}.");
        }

        DemandProject(project);
        var ids = store.Add(runs, who.Person(), project);
        audit.Add(who.Person(), "import", Runs(ids), string.Join(", ", runs.Select(run => run.Name)));
        changes.Raise(ids);
        return [.. ids.Zip(runs, (id, run) => (id, images.Value.Take(id, run.Images)))];
    }

    /// <summary>Stops a run within one inner step.</summary>
    /// <exception cref="InvalidOperationException">It is computed elsewhere.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not this person's.</exception>
    public void Stop(ClaimsPrincipal who, long id)
    {
        var run = Own(who, id);
        if (run.External)
        {
            throw new InvalidOperationException($"Run {id} is computed elsewhere and only logged here: stop it there.");
        }

        queue.Stop(id);
        audit.Add(who.Person(), "stop", $"run {id}");
    }

    /// <summary>Goes on with a stopped run.</summary>
    /// <exception cref="InvalidOperationException">It is not at a stop, or not computed here.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not this person's.</exception>
    public void Resume(ClaimsPrincipal who, long id)
    {
        Own(who, id);
        queue.Resume(id);
        audit.Add(who.Person(), "resume", $"run {id}");
    }

    /// <summary>Launches the same run again, as this person's.</summary>
    /// <exception cref="InvalidOperationException">There is no such run or task.</exception>
    /// <exception cref="UnauthorizedAccessException">This person may not launch.</exception>
    public long Repeat(ClaimsPrincipal who, long id)
    {
        who.Demand(Policies.Launch, "Launching");
        var repeated = queue.Repeat(id, who.Person());
        audit.Add(who.Person(), "launch", $"run {repeated}", $"repeats run {id}");
        return repeated;
    }

    /// <summary>Takes runs from every list, stopping those that are not over; <see cref="Restore"/> brings them back.</summary>
    /// <exception cref="UnauthorizedAccessException">One is not this person's; none was deleted.</exception>
    public void Delete(ClaimsPrincipal who, IReadOnlyList<long> ids)
    {
        var runs = ids.Select(id => Own(who, id)).ToList();
        queue.Stop(runs.FindAll(run => !run.External).ConvertAll(run => run.Id));
        store.Delete(runs.ConvertAll(run => run.Id));
        audit.Add(who.Person(), "delete", Runs(ids));
        changes.Raise(ids);
    }

    /// <summary>Brings deleted runs back.</summary>
    /// <exception cref="UnauthorizedAccessException">One is not this person's; none was brought back.</exception>
    public void Restore(ClaimsPrincipal who, IReadOnlyList<long> ids)
    {
        store.Undelete(ids.Select(id => Own(who, id)).ToList().ConvertAll(run => run.Id));
        audit.Add(who.Person(), "restore", Runs(ids));
        changes.Raise(ids);
    }

    /// <summary>Gives the run a name; empty takes it away.</summary>
    /// <exception cref="UnauthorizedAccessException">It is not this person's.</exception>
    public void Rename(ClaimsPrincipal who, long id, string name)
    {
        Own(who, id);
        if (name.Length > LongestName)
        {
            throw new InvalidRunException([new SettingError("name", $"{name.Length} characters", $"at most {LongestName}")]);
        }

        store.Rename(id, name);
    }

    /// <summary>Says how the images of a run that is computed elsewhere find their references, and measures them again.</summary>
    /// <param name="who">Who asks.</param>
    /// <param name="id">The run.</param>
    /// <param name="pattern">As <see cref="ImageMatching.Pattern"/>.</param>
    /// <param name="from">As <see cref="ImageMatching.From"/>.</param>
    /// <exception cref="InvalidRunException">The pattern is none, or the other run has no references.</exception>
    /// <exception cref="InvalidOperationException">It is computed here.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not this person's.</exception>
    public void Match(ClaimsPrincipal who, long id, string pattern, long from)
    {
        Own(who, id);
        if (!ImageMatching.IsPattern(pattern))
        {
            throw new InvalidRunException([new SettingError("pattern", pattern, ImageMatching.Allowed)]);
        }

        if (from != 0 && (from == id || store.Find(from) is not { Deleted: false } || !store.Images(from).Any(image => image.Role == "reference")))
        {
            throw new InvalidRunException([new SettingError("from", $"{from}", "0, or another run that has references")]);
        }

        if (!images.Value.Match(id, pattern, from))
        {
            throw new InvalidOperationException($"Run {id} is computed here: it says itself which reference each image has.");
        }

        audit.Add(who.Person(), "match images", $"run {id}", from == 0 ? pattern : $"{pattern}, references of run {from}");
    }

    /// <summary>Judges a run's hypergradient; the certificate is kept.</summary>
    /// <exception cref="InvalidOperationException">It cannot be judged now.</exception>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public Task<Certificate> Verify(ClaimsPrincipal who, long id, CertificateOptions how, CancellationToken token)
    {
        who.Demand(Policies.Launch, "Verifying");
        return verifier.VerifyAsync(id, how, token);
    }

    private void DemandProject(string project)
    {
        if (project != "" && projects.Find(project) is null)
        {
            throw new InvalidRunException([new SettingError("project", project, "the name of a project, or nothing")]);
        }
    }

    private RunRow Own(ClaimsPrincipal who, long id)
    {
        var run = store.Find(id) ?? throw new InvalidOperationException($"There is no run {id}.");
        who.DemandOwn(run.Person, $"Run {id}");
        return run;
    }

    private static string Runs(IReadOnlyList<long> ids) => (ids.Count == 1 ? "run " : "runs ") + string.Join(", ", ids);
}
