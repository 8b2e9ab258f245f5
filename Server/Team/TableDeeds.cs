using System.Security.Claims;
using Hodl.Components.Tables;
using Hodl.Server.Store;
using Hodl.Server.Tables;

namespace Hodl.Server.Team;

/// <summary>What people do with tables, by page or interface. A table is its maker's; those of an open project are everybody's who may launch.</summary>
/// <param name="tables">Keeps them.</param>
/// <param name="projects">Knows which are open.</param>
public sealed class TableDeeds(TableStore tables, ProjectStore projects)
{
    /// <summary>Whether this person may change a table; others save a copy.</summary>
    public bool CanChange(ClaimsPrincipal who, StoredTable table) =>
        who.Owns(table.Person) || (who.Can(Policies.Launch) && projects.IsOpen(table.Question.Filter.Project));

    /// <summary>Saves a new table.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="InvalidTableException">The question cannot be asked so.</exception>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public long Add(ClaimsPrincipal who, TableQuestion question)
    {
        who.Demand(Policies.Launch, "Saving a table");
        TableCheck.Demand(question);
        return tables.Add(question, who.Person());
    }

    /// <summary>Saves another question under the id.</summary>
    /// <exception cref="InvalidOperationException">There is no such table.</exception>
    /// <exception cref="InvalidTableException">The question cannot be asked so.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another's.</exception>
    public void Change(ClaimsPrincipal who, long id, TableQuestion question)
    {
        DemandOwn(who, id);
        TableCheck.Demand(question);
        tables.Change(id, question);
    }

    /// <summary>Takes it from the list, or brings it back.</summary>
    /// <exception cref="InvalidOperationException">There is no such table.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another's.</exception>
    public void Delete(ClaimsPrincipal who, long id, bool deleted = true)
    {
        DemandOwn(who, id);
        if (deleted)
        {
            tables.Delete(id);
        }
        else
        {
            tables.Undelete(id);
        }
    }

    private void DemandOwn(ClaimsPrincipal who, long id) => who.DemandOwn(
        tables.OwnerOf(id) ?? throw new InvalidOperationException($"There is no table {id}."), $"Table {id}",
        tables.Find(id) is { } table && projects.IsOpen(table.Question.Filter.Project));
}
