namespace Hodl.Server.Runs.Launchers;

/// <summary>What a job has written besides its run's journal.</summary>
internal static class SlurmLog
{
    private const int KeptLines = 20;
    private const int KeptBytes = 16 << 10;

    /// <summary>The last lines of a job's output; empty when there are none.</summary>
    /// <param name="array">The folder of an array's first run, where its members write.</param>
    /// <param name="own">The run's folder.</param>
    /// <param name="job">The job.</param>
    public static string Tail(string array, string own, string job)
    {
        foreach (var folder in (string[])[own, array])
        {
            var path = Path.Combine(folder, $"slurm-{job}.log");
            try
            {
                if (File.Exists(path))
                {
                    using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    file.Seek(-Math.Min(KeptBytes, file.Length), SeekOrigin.End);
                    using var reader = new StreamReader(file);
                    return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(KeptLines));
                }
            }
            catch (IOException)
            {
                // It is only a help.
            }
        }

        return "";
    }
}
