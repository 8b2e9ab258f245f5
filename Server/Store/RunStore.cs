using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <summary>Everything that is kept of the runs. The only door to the database; safe from any thread.</summary>
public sealed partial class RunStore
{
    /// <summary>Every run that is not deleted, the newest first.</summary>
    public IReadOnlyList<RunRow> List() => throw new NotImplementedException();

    /// <summary>One run, deleted or not; null when there never was one.</summary>
    public RunRow? Find(long id) => throw new NotImplementedException();

    /// <summary>Names of the run's series in the order in which they appeared.</summary>
    public IReadOnlyList<string> Series(long id) => throw new NotImplementedException();

    /// <summary>
    /// Points of a series with <paramref name="from"/> ≤ step ≤ <paramref name="to"/>. When there are more than
    /// <paramref name="maxPoints"/> (0: no limit) they are thinned to at most so many: first and last, and of every
    /// stretch its lowest, its highest and its first non-finite point, each bit for bit as recorded.
    /// </summary>
    public SeriesData Read(long id, string series, int maxPoints = 0, long from = long.MinValue, long to = long.MaxValue) => throw new NotImplementedException();

    /// <summary>Every inner curve with its values, by outer step.</summary>
    public IReadOnlyList<InnerCurve> InnerCurves(long id) => throw new NotImplementedException();

    /// <summary>Which inner curves there are, by outer step, without their values.</summary>
    public IReadOnlyList<InnerCurveEntry> InnerCurveIndex(long id) => throw new NotImplementedException();

    /// <summary>One inner curve of the index.</summary>
    public InnerCurve? InnerCurve(long id, long curve) => throw new NotImplementedException();

    /// <summary>The run's images, by name, step and role.</summary>
    public IReadOnlyList<StoredImage> Images(long id) => throw new NotImplementedException();

    /// <summary>The PNG bytes of an image; null when there is none.</summary>
    public byte[]? ImageFile(long id, long image) => throw new NotImplementedException();

    /// <summary>The run's log in the order of events.</summary>
    public IReadOnlyList<StoredLogLine> Log(long id) => throw new NotImplementedException();

    /// <summary>The data sets that the run has used.</summary>
    public IReadOnlyList<DataUsed> Data(long id) => throw new NotImplementedException();

    /// <summary>What the run was computed with; null before it first computes.</summary>
    public RunEnvironment? Environment(long id) => throw new NotImplementedException();

    /// <summary>Gives the run a name; empty takes it away.</summary>
    public void Rename(long id, string name) => throw new NotImplementedException();

    /// <summary>Takes the run from every list; nothing is lost until <see cref="Undelete"/> brings it back.</summary>
    public void Delete(long id) => throw new NotImplementedException();

    /// <summary>Brings a deleted run back.</summary>
    public void Undelete(long id) => throw new NotImplementedException();
}
