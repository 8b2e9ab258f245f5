using System.CommandLine;
using Hodl.Server.Runs.Launchers;

namespace Hodl.Server.Cli;

/// <summary><c>worker [--folder f]</c>, for launchers: computes the runs that standard input names, or the one of a folder.</summary>
internal static class WorkerCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output, TextWriter error)
    {
        var folder = new Option<string>("--folder") { Description = "The folder of a run whose job this is." };
        var command = new Command("worker") { folder };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var host = open();
            if (parsed.GetValue(folder) is { } run)
            {
                using var job = new JobWorker(host.Starter, host.Planner, error);
                return job.Compute(run) ? ExitCode.Finished : ExitCode.Failed;
            }

            using var worker = new PipeWorker(host.Starter, host.Planner, output, error);
            worker.Serve(Console.In);
            return ExitCode.Finished;
        });
        return command;
    }
}
