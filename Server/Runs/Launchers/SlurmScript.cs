using System.Globalization;
using Hodl.Server.Store;

namespace Hodl.Server.Runs.Launchers;

/// <summary>What is handed to sbatch.</summary>
public static class SlurmScript
{
    private static readonly string[] _allowed =
    [
        "--qos", "--constraint", "--reservation", "--nodelist", "--exclude", "--exclusive", "--nice", "--begin", "--deadline", "--licenses",
        "--gres", "--gpus-per-node", "--mem-per-cpu", "--mem-per-gpu", "--cpus-per-gpu", "--comment", "--wckey", "--priority",
        "--ntasks-per-core", "--threads-per-core", "--hint", "--tmp", "--time-min",
    ];

    /// <summary>Options that a person may give at launch: none that makes the server's account run or write something else.</summary>
    public static string Allowed => string.Join(", ", _allowed);

    /// <summary>The first option that a person may not give; null when there is none.</summary>
    public static string? Refused(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .FirstOrDefault(option => !_allowed.Contains(option.Split('=')[0], StringComparer.Ordinal) || option.Any(char.IsControl));

    /// <summary>The options of a job, or of an array when there is more than one run.</summary>
    public static IReadOnlyList<string> Options(string name, int runs, string log, int cores, RunResources asked, SlurmOptions options)
    {
        var all = new List<string>
        {
            $"--job-name={name}",
            $"--output={log}",
            "--open-mode=append",
            "--requeue",
            Invariant($"--signal=B:USR1@{options.NoticeSeconds}"),
            "--ntasks=1",
            Invariant($"--cpus-per-task={cores}"),
        };
        Add(runs > 1, Invariant($"--array=0-{runs - 1}"));
        Add(asked.Partition != "", $"--partition={asked.Partition}");
        Add(asked.TimeMinutes > 0, Invariant($"--time={asked.TimeMinutes}"));
        Add(asked.MemoryMib > 0, Invariant($"--mem={asked.MemoryMib}M"));
        Add(asked.Gpus > 0, Invariant($"--gres=gpu:{asked.Gpus}"));
        Add(asked.Account != "", $"--account={asked.Account}");
        all.AddRange(asked.Options.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return all;

        void Add(bool when, string option)
        {
            if (when)
            {
                all.Add(option);
            }
        }
    }

    /// <summary>The script: the program takes the shell's place, so that the job's signals reach it.</summary>
    public static string Text(WorkerProgram program, IReadOnlyList<string> folders)
    {
        var command = string.Join(' ', program.Arguments.Prepend(program.File).Select(Quoted));
        var lines = folders.Select((folder, at) => Invariant($"{at}) set -- {Quoted(folder)} ;;"));
        return $"#!/bin/sh\ncase ${{SLURM_ARRAY_TASK_ID:-0}} in\n{string.Join('\n', lines)}\nesac\nexec {command} --folder \"$1\"\n";
    }

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
