using System.ComponentModel;
using System.Diagnostics;

namespace Hodl.Server.Runs.Launchers;

/// <summary>The cluster's commands as this machine has them.</summary>
public sealed class SlurmCommands : ISlurm
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly string[] _absence = ["Unable to contact", "Connection refused", "Socket timed out", "Connection timed out",
        "Zero Bytes were transmitted", "Transport endpoint", "temporarily", "not responding", "Unexpected message received"];

    /// <inheritdoc/>
    public string Submit(IReadOnlyList<string> options, string script) =>
        Run("sbatch", ["--parsable", .. options], script, stream => new StreamReader(stream).ReadToEnd()).Trim().Split(';')[0];

    /// <inheritdoc/>
    public IReadOnlyList<SlurmJob> Jobs() => Run("squeue", ["--json"], "", SlurmText.Jobs);

    /// <inheritdoc/>
    public SlurmJob? Job(string id)
    {
        try
        {
            return SlurmText.Job(Run("scontrol", ["show", "job", id], "", stream => new StreamReader(stream).ReadToEnd()));
        }
        catch (SlurmException unknown) when (unknown.Message.Contains("Invalid job id", StringComparison.Ordinal)
            || unknown.Message.EndsWith(" not found", StringComparison.Ordinal)) // as it says of an array's member, on standard output
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Cancel(IReadOnlyList<string> ids) => Run("scancel", ["--quiet", .. ids], "", stream => new StreamReader(stream).ReadToEnd());

    /// <inheritdoc/>
    public IReadOnlyList<SlurmPartition> Partitions() =>
        SlurmText.Partitions(Run("sinfo", ["--noheader", "--format=%P|%a|%l|%G|%m|%c"], "", stream => new StreamReader(stream).ReadToEnd()));

    private static T Run<T>(string tool, IReadOnlyList<string> arguments, string input, Func<Stream, T> read)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Whole lists of an array's members, and no options that a person's shell would add.
        start.Environment["SLURM_BITSTR_LEN"] = "0";
        try
        {
            using var process = Process.Start(start)!;
            using var late = new Timer(_ => Kill(process), null, _patience, Timeout.InfiniteTimeSpan);
            var error = process.StandardError.ReadToEndAsync();
            Give(process, input);
            T? result = default;
            Exception? unread = null;
            try
            {
                result = read(process.StandardOutput.BaseStream);
            }
            catch (System.Text.Json.JsonException exception)
            {
                unread = exception;
            }

            process.WaitForExit();
            var said = error.GetAwaiter().GetResult().Trim();
            if (process.ExitCode != 0 || unread is not null)
            {
                var away = process.ExitCode > 128 || _absence.Any(word => said.Contains(word, StringComparison.OrdinalIgnoreCase));
                throw new SlurmException(away, $"{tool}: {(said != "" ? said : unread?.Message
                    ?? (result is string { Length: > 0 } words ? words.Trim() : $"exit code {process.ExitCode}"))}");
            }

            return result!;
        }
        catch (Win32Exception missing)
        {
            throw new SlurmException(false, $"{tool} cannot be started: {missing.Message}");
        }
    }

    private static void Give(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything, and says why.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
    }
}
