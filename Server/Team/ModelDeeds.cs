using System.Security.Claims;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>What people do with models, by page or interface.</summary>
/// <param name="shelf">Makes them.</param>
/// <param name="models">Keeps them.</param>
/// <param name="restorations">Applies them.</param>
public sealed class ModelDeeds(ModelShelf shelf, ModelStore models, Restorations restorations)
{
    /// <summary>Keeps the ω of a finished run under a name; also of another's run, which stays as it is.</summary>
    /// <returns>The model's id.</returns>
    /// <exception cref="InvalidModelException">There is none, or it cannot be applied.</exception>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public long Keep(ClaimsPrincipal who, long run, string name)
    {
        who.Demand(Policies.Launch, "Keeping a model");
        return shelf.Keep(run, name, who.Person());
    }

    /// <summary>Takes an exported model in.</summary>
    /// <returns>The model's id.</returns>
    /// <exception cref="InvalidModelException">The file is no model, or not one that this version can apply.</exception>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public long Import(ClaimsPrincipal who, Stream file, CancellationToken token)
    {
        who.Demand(Policies.Launch, "Importing a model");
        return shelf.Import(file, token, who.Person());
    }

    /// <summary>Restores an uploaded image.</summary>
    /// <exception cref="InvalidModelException">The file is no image, too large, or the model cannot be applied.</exception>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public Task<Restoration> Restore(ClaimsPrincipal who, long model, string name, byte[] file, CancellationToken token)
    {
        who.Demand(Policies.Launch, "Applying a model");
        return restorations.Restore(model, name, file, token);
    }

    /// <summary>Takes a model from the list, or brings it back.</summary>
    /// <exception cref="InvalidOperationException">There is no such model.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another's.</exception>
    public void Delete(ClaimsPrincipal who, long id, bool deleted = true)
    {
        who.DemandOwn(models.OwnerOf(id) ?? throw new InvalidOperationException($"There is no model {id}."), $"Model {id}");
        if (deleted)
        {
            models.Delete(id);
        }
        else
        {
            models.Undelete(id);
        }
    }
}
