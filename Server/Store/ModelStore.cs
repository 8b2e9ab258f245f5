using System.Security.Cryptography;
using Dapper;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>Named models. They outlive the runs that trained them.</summary>
/// <param name="database">The file.</param>
/// <param name="clock">Stamps them.</param>
public sealed class ModelStore(Database database, TimeProvider clock)
{
    private const string Columns = "id, name, task, method, preset, seed, settings, run, step, created, count, sha256";

    /// <summary>Every model that is not deleted, the newest first.</summary>
    public IReadOnlyList<StoredModel> List() => Rows("where deleted is null order by id desc", null);

    /// <summary>One model that is not deleted; null when there is none.</summary>
    public StoredModel? Find(long id) => Rows("where id = @id and deleted is null", new { id }) is [var found, ..] ? found : null;

    /// <summary>The safetensors bytes of a model, deleted or not.</summary>
    public byte[]? Omega(long id) => database.Read(connection => connection.ExecuteScalar<byte[]?>("select omega from models where id = @id", new { id }));

    /// <summary>Keeps a model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="model">What it is.</param>
    /// <param name="run">The run that trained it; null when it comes from elsewhere.</param>
    /// <param name="step">Outer steps of its training.</param>
    /// <returns>Its id.</returns>
    public long Add(string name, TrainedModel model, long? run, long step) => database.Write(connection => connection.ExecuteScalar<long>(
        """
        insert into models (name, task, method, preset, seed, settings, run, step, created, count, sha256, omega)
        values (@name, @Task, @Method, @Preset, @Seed, @settings, @run, @step, @now, @count, @hash, @Omega) returning id
        """,
        new
        {
            name,
            model.Spec.Task,
            model.Spec.Method,
            model.Spec.Preset,
            model.Spec.Seed,
            settings = StoreJson.Write(model.Spec.Settings),
            run,
            step,
            now = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            count = model.Count(),
            hash = Hash(model.Omega),
            model.Omega,
        }));

    /// <summary>Gives it another name.</summary>
    public void Rename(long id, string name) => Change("update models set name = @name where id = @id", new { id, name });

    /// <summary>Takes it from the list; <see cref="Undelete"/> brings it back.</summary>
    public void Delete(long id) => Change("update models set deleted = @now where id = @id", new { id, now = clock.GetUtcNow().ToUnixTimeMilliseconds() });

    /// <summary>Brings a deleted model back.</summary>
    public void Undelete(long id) => Change("update models set deleted = null where id = @id", new { id });

    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Hash(byte[] omega) => Convert.ToHexStringLower(SHA256.HashData(omega));

    private void Change(string sql, object parameters) => database.Write(connection => connection.Execute(sql, parameters));

    private IReadOnlyList<StoredModel> Rows(string where, object? parameters) => database.Read<IReadOnlyList<StoredModel>>(connection => [.. connection
        .Query<(long Id, string Name, string Task, string Method, string Preset, long Seed, string Settings, long? Run, long Step, long Created, long Count, string Sha256)>(
            $"select {Columns} from models {where}", parameters)
        .Select(row => new StoredModel(row.Id, row.Name, row.Task, row.Method, row.Preset, row.Seed, row.Settings, row.Run, row.Step,
            DateTimeOffset.FromUnixTimeMilliseconds(row.Created), row.Count, row.Sha256))]);
}
