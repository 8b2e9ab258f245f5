using System.Security.Claims;
using Hodl.Server.Data;

namespace Hodl.Server.Team;

/// <summary>What people do with data sets, by page or interface.</summary>
/// <param name="shelf">Reads them.</param>
public sealed class DataDeeds(DataShelf shelf)
{
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
