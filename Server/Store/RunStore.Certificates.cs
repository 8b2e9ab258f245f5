using System.Text.Json;
using Dapper;
using Hodl.Core.Runs;
using Microsoft.Data.Sqlite;

namespace Hodl.Server.Store;

/// <content>Certificates, and the state that they are made from.</content>
public sealed partial class RunStore
{
    /// <summary>Keeps a certificate that was made outside of the run's own computing.</summary>
    public void Add(long id, Certificate certificate) => database.Write(connection =>
    {
        Insert(connection, id, clock.GetUtcNow(), certificate);
        return connection.Execute($"update runs set {Touch} where id = @id", new { id });
    });

    /// <summary>The run's certificates, the newest first.</summary>
    public IReadOnlyList<StoredCertificate> Certificates(long id) => database.Read<IReadOnlyList<StoredCertificate>>(connection => [.. connection
        .Query<(long Id, long At, string Json)>("select id, at, json from certificates where run = @id order by id desc", new { id })
        .Select(row => new StoredCertificate(row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), JsonSerializer.Deserialize<Certificate>(row.Json, StoreJson.Options)!))]);

    /// <summary>The latest state from which the run can go on, which for a finished run holds its trained ω; null when there is none.</summary>
    public RunCheckpoint? Checkpoint(long id) => database.Read(connection =>
    {
        var (step, state) = connection.QueryFirstOrDefault<(long Step, byte[]? State)>(
            "select step, state from checkpoints where run = @id order by step desc limit 1", new { id });
        return state is null ? null : new RunCheckpoint(step, state);
    });

    private static void Insert(SqliteConnection connection, long id, DateTimeOffset at, Certificate certificate) => connection.Execute(
        "insert into certificates (run, step, at, json) values (@id, @Step, @at, @json)",
        new { id, certificate.Step, at = at.ToUnixTimeMilliseconds(), json = JsonSerializer.Serialize(certificate, StoreJson.Options) });
}
