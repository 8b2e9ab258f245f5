using System.Security.Cryptography;
using Hodl.Core.Runs;
using Hodl.Core.Training;

namespace Hodl.Server.Store;

/// <summary>Named models. They outlive the runs that trained them; their numbers are files, <c>models/{id}.safetensors</c>.</summary>
/// <param name="catalog">The catalog.</param>
/// <param name="clock">Stamps them.</param>
public sealed class ModelStore(Catalog catalog, TimeProvider clock)
{
    private readonly CatalogTable<ModelEntry> models = catalog.Table<ModelEntry>("models");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Why some cannot be read, by their ids.</summary>
    public IReadOnlyDictionary<long, string> Damaged => models.Damaged;

    /// <summary>Every model that is not deleted, the newest first.</summary>
    public IReadOnlyList<StoredModel> List() => [.. models.Rows.Values.Where(model => model.Deleted is null).Reverse().Select(Stored)];

    /// <summary>One model that is not deleted; null when there is none.</summary>
    public StoredModel? Find(long id) => models.Find(id) is { Deleted: null } found ? Stored(found) : null;

    /// <summary>The safetensors bytes of a model, deleted or not.</summary>
    public byte[]? Omega(long id) =>
        models.Find(id) is not null && File.Exists(catalog.Model(id)) ? File.ReadAllBytes(catalog.Model(id)) : null;

    /// <summary>Who keeps a model, deleted or not; null when there is none.</summary>
    public string? OwnerOf(long id) => models.Find(id)?.Person;

    /// <summary>Keeps a model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="model">What it is.</param>
    /// <param name="run">The run that trained it; null when it comes from elsewhere.</param>
    /// <param name="step">Outer steps of its training.</param>
    /// <param name="person">Who keeps it; empty when nobody has to sign in.</param>
    /// <returns>Its id.</returns>
    public long Add(string name, TrainedModel model, long? run, long step, string person = "")
    {
        // The file first: a model in the catalog is complete.
        var id = catalog.Write(change => change.NextId("models"));
        var folder = Path.GetDirectoryName(catalog.Model(id))!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            Disk.SyncFolder(Path.GetDirectoryName(folder)!);
        }

        Disk.Write(catalog.Model(id), model.Omega);
        var spec = model.Spec;
        catalog.Write(change => change.Put(models, id, new ModelEntry(
            id, name, spec.Task, spec.Method, spec.Preset, spec.Seed, StoreJson.Write(spec.Settings), run, step, Now, model.Count(),
                Hash(model.Omega), null, person)));
        return id;
    }

    /// <summary>Gives it another name.</summary>
    public void Rename(long id, string name) => Change(id, model => model with { Name = name });

    /// <summary>Takes it from the list; <see cref="Undelete"/> brings it back.</summary>
    public void Delete(long id) => Change(id, model => model with { Deleted = Now });

    /// <summary>Brings a deleted model back.</summary>
    public void Undelete(long id) => Change(id, model => model with { Deleted = null });

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Hash(byte[] omega) => Convert.ToHexStringLower(SHA256.HashData(omega));

    private void Change(long id, Func<ModelEntry, ModelEntry> with) => catalog.Write(change =>
    {
        if (change.Find(models, id) is { } model)
        {
            change.Put(models, id, with(model));
        }
    });

    private static StoredModel Stored(ModelEntry model) =>
        new(model.Id, model.Name, model.Task, model.Method, model.Preset, model.Seed, model.Settings, model.Run, model.Step,
        UnixTime.At(model.Created), model.Count, model.Sha256, model.Person);
}
