using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>Points.</content>
public sealed partial class RunStore
{
    /// <summary>Names of the run's series in the order in which they appeared.</summary>
    public IReadOnlyList<string> Series(long id) => _journals.Read(id, journal => journal.Series());

    /// <inheritdoc cref="RunJournal.Read"/>
    public SeriesData Read(long id, string series, int maxPoints = 0, long from = long.MinValue, long to = long.MaxValue) =>
        _journals.Read(id, journal => journal.Read(series, maxPoints, from, to));

    /// <summary>The given series (all when empty) from one snapshot, with the number of the last batch in it.</summary>
    public SeriesHistory History(
        long id, IReadOnlyList<string> series, int maxPoints = 0, long from = long.MinValue, long to = long.MaxValue)
    {
        var (attempt, sequence, all) = _journals.Read(id, journal => journal.History(series, maxPoints, from, to));
        return new SeriesHistory(id, Math.Max(attempt, _runs.Find(id)?.Attempt ?? 0), sequence, all);
    }

    /// <summary>Points of the batches after <paramref name="sequence"/>, one entry a batch; for runs that another process
    /// computes.</summary>
    public IReadOnlyList<(long Sequence, IReadOnlyList<SeriesColumn> Series)> After(long id, long sequence) =>
        _journals.Read(id, journal => journal.After(sequence));

    /// <inheritdoc cref="RunJournal.Visit"/>
    public void Visit(long id, string series, Action<SeriesColumn> each) => _journals.Read(id, journal =>
    {
        journal.Visit(series, each);
        return 0;
    });
}
