using System.Text.Json;
using Dapper;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>What a run shows besides its series.</content>
public sealed partial class RunStore
{
    /// <summary>Every inner curve with its values, by outer step.</summary>
    public IReadOnlyList<InnerCurve> InnerCurves(long id) => Curves("run = @id", new { id });

    /// <summary>One inner curve of the index.</summary>
    public InnerCurve? InnerCurve(long id, long curve) => Curves("run = @id and id = @curve", new { id, curve }) is [var found, ..] ? found : null;

    /// <summary>Which inner curves there are, by outer step, without their values.</summary>
    public IReadOnlyList<InnerCurveEntry> InnerCurveIndex(long id) => database.Read<IReadOnlyList<InnerCurveEntry>>(connection => [.. connection
        .Query<(long Id, string Series, long Step, int Trained, string Phase, int Count)>(
            "select id, series, step, trained, phase, count from curves where run = @id order by step, id", new { id })
        .Select(row => new InnerCurveEntry(row.Id, row.Series, row.Step, row.Trained, row.Phase, row.Count))]);

    /// <summary>The run's log in the order of events.</summary>
    public IReadOnlyList<StoredLogLine> Log(long id) => database.Read<IReadOnlyList<StoredLogLine>>(connection => [.. connection
        .Query<(long Id, long At, int Severity, long Step, string Text)>(
            "select id, at, severity, step, text from log where run = @id order by id", new { id })
        .Select(row => new StoredLogLine(row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.At), (LogSeverity)row.Severity, row.Step, row.Text))]);

    /// <summary>The data sets that the run has used.</summary>
    public IReadOnlyList<DataUsed> Data(long id) => database.Read<IReadOnlyList<DataUsed>>(connection => [.. connection
        .Query<(string Name, string Sha256, int Count, string Role)>(
            "select name, sha256, count, role from data where run = @id order by role, name", new { id })
        .Select(row => new DataUsed(row.Name, row.Sha256, row.Count, row.Role))]);

    /// <summary>What the run was computed with; null before it first computes.</summary>
    public RunEnvironment? Environment(long id) => database.Read(connection =>
        connection.ExecuteScalar<string?>("select environment from runs where id = @id", new { id }) is { } json
            ? JsonSerializer.Deserialize<RunEnvironment>(json, StoreJson.Options)
            : null);

    private IReadOnlyList<InnerCurve> Curves(string where, object parameters) => database.Read<IReadOnlyList<InnerCurve>>(connection => [.. connection
        .Query<(string Series, long Step, int Trained, string Phase, byte[] Values)>(
            $"select series, step, trained, phase, vals from curves where {where} order by step, id", parameters)
        .Select(row => new InnerCurve(row.Series, row.Step, row.Trained, row.Phase, PointBlob.Doubles(row.Values)))]);
}
