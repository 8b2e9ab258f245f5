using Hodl.Core.Data;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;

namespace Hodl.Server.Store;

/// <content>What a run shows besides its series.</content>
public sealed partial class RunStore
{
    /// <summary>Every inner curve with its values, by outer step.</summary>
    public IReadOnlyList<InnerCurve> InnerCurves(long id) =>
        _journals.Read(id, journal => journal.Curves().Select(curve => curve.Curve).ToList());

    /// <summary>One inner curve of the index.</summary>
    public InnerCurve? InnerCurve(long id, long curve) => _journals.Read(id, journal => journal.Curve(curve));

    /// <summary>Which inner curves there are, by outer step, without their values.</summary>
    public IReadOnlyList<InnerCurveEntry> InnerCurveIndex(long id) => _journals.Read(id, journal => journal.Curves()
        .Select(one => new InnerCurveEntry(one.Id, one.Curve.Series, one.Curve.OuterStep, one.Curve.TrainedK, one.Curve.Phase, one.Curve
            .Values.Count)).ToList());

    /// <summary>The run's log in the order of events.</summary>
    public IReadOnlyList<StoredLogLine> Log(long id) => _journals.Read(id, journal => journal.Log()
        .Select(one => new StoredLogLine(one.Id, UnixTime.At(one.At), one.Line.Severity, one.Line.Step,
            one.Line.Text)).ToList());

    /// <summary>The data sets that the run has used.</summary>
    public IReadOnlyList<DataUsed> Data(long id) => _journals.Read(id, journal => journal.Data());

    /// <summary>What the run was computed with; null before it first computes.</summary>
    public RunEnvironment? Environment(long id) => _journals.Read(id, journal => journal.Environment());

    /// <summary>The run's images, by name, step, inner iteration and role; under the names of their references.</summary>
    public IReadOnlyList<StoredImage> Images(long id)
    {
        var matching = Matching(id);
        var unused = matching.Borrowed.Where(one => one.Run == 0).Select(one => one.Name).ToHashSet();
        return [.. _journals.Read(id, journal => journal.Images()).Where(one => one.Image.Role != "reference" || !unused.Contains(one.Image
            .Name)).Select(one => new StoredImage(one.Id, one.Image.Role == "reference" ? one.Image.Name : matching.Name(one.Image.Name),
                one.Image.Role, one.Image.Step, one.Image.Inner, one.Image.Height, one.Image.Width, one.Image.Channels, one.Image.Metrics,
                one.Sha256) { File = one.Image.Name })];
    }

    /// <summary>How the run's images find their references.</summary>
    public ImageMatching Matching(long id) => _runs.Find(id)?.Matching ?? new ImageMatching();

    /// <summary>The runs that have images, the latest first.</summary>
    public IReadOnlyList<long> WithImages() =>
        [.. _runs.Table.Rows.Values.Where(run => run is { Images: true, Deleted: null }).Select(run => run.Id).Reverse()];

    /// <summary>The PNG bytes of an image with their hash; null when there is none.</summary>
    public (byte[] Png, string Sha256)? ImageFile(long id, long image)
    {
        if (Images(id).FirstOrDefault(one => one.Id == image) is not { } found)
        {
            return null;
        }

        try
        {
            return (File.ReadAllBytes(_catalog.Folder(id).Image(image)), found.Sha256);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Keeps a certificate that was made outside of the run's own computing.</summary>
    public void Add(long id, Certificate certificate) => Change(id, run => run with
    {
        Certificates = [.. run.Certificates, new RunCertificate(NextCertificate(run, 0), Now, false, certificate)],
    });

    /// <summary>The run's certificates, the newest first.</summary>
    public IReadOnlyList<StoredCertificate> Certificates(long id) => [.. (_runs.Find(id)?.Certificates ?? [])
        .Select(one => new StoredCertificate(one.Id, UnixTime.At(one.At), one.Certificate)).Reverse()];

    /// <summary>The latest state from which the run can go on, which for a finished run holds its trained ω; null when there is
    /// none.</summary>
    public RunCheckpoint? Checkpoint(long id) => _catalog.Folder(id).Checkpoint();
}
