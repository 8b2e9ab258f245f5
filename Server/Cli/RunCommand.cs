using System.CommandLine;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;

namespace Hodl.Server.Cli;

/// <summary><c>run task [--method m] [--preset p] [--seed 1] [--set Name=value …] [--json]</c></summary>
internal static class RunCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output, TextWriter error)
    {
        var task = new Argument<string>("task") { Description = "The task's id; `tasks` lists them." };
        var methods = new Option<string[]>("--method", "-m") { Description = "Method id, more than one allowed; none takes those that the preset compares, else the task's first.", AllowMultipleArgumentsPerToken = true };
        var preset = new Option<string>("--preset", "-p") { Description = "Preset to start from; none starts from the defaults.", DefaultValueFactory = _ => "" };
        var seeds = new Option<long[]>("--seed", "-s") { Description = "Seed, more than one allowed.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1] };
        var sets = new Option<string[]>("--set") { Description = "A setting as Name=value.", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "One line of JSON for each run, and nothing else on standard output." };
        var command = new Command("run", "Computes a task's run here and keeps it in the database.") { task, methods, preset, seeds, sets, json };
        command.SetAction(parsed =>
        {
            var (set, wrong) = Pairs(parsed.GetValue(sets) ?? []);
            using var host = open();
            var plan = host.Planner.Plan(new RunRequest
            {
                Task = parsed.GetValue(task)!,
                Methods = parsed.GetValue(methods) ?? [],
                Preset = parsed.GetValue(preset)!,
                Seeds = parsed.GetValue(seeds)!,
                Set = set,
            });
            if (wrong.Count + plan.Errors.Count > 0)
            {
                foreach (var problem in wrong.Concat(plan.Errors))
                {
                    error.WriteLine(problem);
                }

                return ExitCode.BadArguments;
            }

            foreach (var notice in plan.Notices)
            {
                error.WriteLine(notice);
            }

            return Compute(host, plan.Runs, parsed.GetValue(json) ? new JsonReport(output) : new TextReport(output));
        });
        return command;

        int Compute(CliHost host, IReadOnlyList<RunSpec> runs, IRunReport report)
        {
            using var session = new CliSession(host, error);
            var worst = ExitCode.Finished;
            foreach (var spec in runs)
            {
                var (id, state) = session.Compute(spec);
                report.Write(host.Store, host.Store.Find(id)!);
                worst = Math.Max(worst, state switch
                {
                    RunState.Finished => ExitCode.Finished,
                    RunState.Failed => ExitCode.Failed,
                    _ => ExitCode.Cancelled,
                });
                if (worst == ExitCode.Cancelled)
                {
                    break;
                }
            }

            return worst;
        }
    }

    internal static (Dictionary<string, string> Set, List<SettingError> Wrong) Pairs(string[] texts)
    {
        var set = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var wrong = new List<SettingError>();
        foreach (var text in texts)
        {
            if (text.IndexOf('=') is > 0 and var at)
            {
                set[text[..at].Trim()] = text[(at + 1)..];
            }
            else
            {
                wrong.Add(new SettingError("--set", text, "Name=value"));
            }
        }

        return (set, wrong);
    }
}
