using System.Security.Claims;
using Hodl.Server.Data;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>What people do with data sets, by page or interface.</summary>
/// <param name="shelf">Reads them.</param>
/// <param name="fetches">Brings them.</param>
/// <param name="audit">Keeps who did what.</param>
public sealed class DataDeeds(DataShelf shelf, DataFetches fetches, AuditLog audit)
{
    private const string Fetching = "Fetching data";

    /// <summary>Starts to fetch a set's official files, or goes on where an earlier attempt stopped.</summary>
    /// <returns>False when they are on their way already.</returns>
    /// <exception cref="FetchException">They cannot be fetched.</exception>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public bool Fetch(ClaimsPrincipal who, string id)
    {
        who.Demand(Policies.Launch, Fetching);
        if (fetches.Start(id) is not { } files)
        {
            return false;
        }

        audit.Add(who.Person(), "fetch data", $"data set {id}", string.Join(", ", files.Select(file => file.Address)));
        return true;
    }

    /// <summary>Stops a fetch; what has come is kept.</summary>
    /// <returns>False when none runs.</returns>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public bool StopFetch(ClaimsPrincipal who, string id)
    {
        who.Demand(Policies.Launch, Fetching);
        if (!fetches.Stop(id))
        {
            return false;
        }

        audit.Add(who.Person(), "stop fetching data", $"data set {id}");
        return true;
    }

    /// <summary>Starts to read a whole set.</summary>
    /// <returns>False when it is read already, or not there.</returns>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public bool Check(ClaimsPrincipal who, string id)
    {
        who.Demand(Policies.Launch, "Checking data");
        return shelf.Start(id);
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public void Stop(ClaimsPrincipal who, string id)
    {
        who.Demand(Policies.Launch, "Checking data");
        shelf.Stop(id);
    }
}
