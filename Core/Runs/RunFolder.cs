using System.Globalization;

namespace Hodl.Core.Runs;

/// <summary>
/// What is long of a run, in a folder of its own: <c>journal</c>, <c>index</c> (can be built again), <c>checkpoints/</c>,
/// <c>images/</c>, <c>artifacts/</c>; <c>writer</c> is locked by whoever computes the run, and <c>stop</c> asks him to end.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The journal.</summary>
    public string Journal => System.IO.Path.Combine(Path, "journal");

    /// <summary>Where things lie in the journal.</summary>
    public string Index => System.IO.Path.Combine(Path, "index");

    /// <summary>Files that clients have logged.</summary>
    public string Artifacts => System.IO.Path.Combine(Path, "artifacts");

    internal string Images => System.IO.Path.Combine(Path, "images");

    internal string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    internal string Writer => System.IO.Path.Combine(Path, "writer");

    private string Stop => System.IO.Path.Combine(Path, "stop");

    /// <summary>The PNG file of an image.</summary>
    public string Image(long id) => System.IO.Path.Combine(Images, string.Create(CultureInfo.InvariantCulture, $"{id}.png"));

    /// <summary>Asks whoever computes the run to end.</summary>
    public void AskToStop()
    {
        if (Directory.Exists(Path))
        {
            File.WriteAllBytes(Stop, []);
        }
    }

    /// <summary>Whether somebody asked.</summary>
    public bool IsAskedToStop() => File.Exists(Stop);

    /// <summary>Takes the wish back.</summary>
    public void ForgetStop() => File.Delete(Stop);

    /// <summary>Whether there is a checkpoint.</summary>
    public bool HasCheckpoint() => CheckpointFolder.Steps(Checkpoints).Count > 0;

    /// <summary>The latest checkpoint that can be read; null when there is none.</summary>
    public RunCheckpoint? Checkpoint() => CheckpointFolder.Read(Checkpoints)?.Checkpoint;

    /// <summary>Steps of checkpoints that cannot be read.</summary>
    public IReadOnlyList<long> DamagedCheckpoints() =>
        [.. CheckpointFolder.Steps(Checkpoints).Where(step => CheckpointFolder.Read(Checkpoints, step) is null)];

    /// <summary>When its writer last gave a sign of life; null when never.</summary>
    public DateTimeOffset? Stirred() => File.Exists(Writer) ? File.GetLastWriteTimeUtc(Writer) : null;

    /// <summary>Whether nobody writes at the moment.</summary>
    public bool IsFree()
    {
        if (!File.Exists(Writer))
        {
            return true;
        }

        try
        {
            using var file = new FileStream(Writer, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
