using System.CommandLine;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Runs;
using Hodl.Server.Runs.Launchers;

namespace Hodl.Server.Cli;

/// <summary><c>run [task] [--config file] [--method m] [--preset p] [--seed 1] [--set Name=value …] [--json]</c></summary>
internal static class RunCommand
{
    public static Command Create(CliContext context)
    {
        var error = context.Error;
        var task = new Argument<string>("task")
        {
            Description = "The task's id; `tasks` lists them. Not needed where a file says it.",
            Arity = ArgumentArity.ZeroOrOne
        };
        var config = new Option<string>("--config", "-c") { Description = "JSON or YAML with task, preset, methods, seeds, set, and runs for a study; what the command line says wins." };
        var methods = new Option<string[]>("--method", "-m") { Description = "Method id, more than one allowed; none takes those that the preset compares, else the task's first.", AllowMultipleArgumentsPerToken = true };
        var preset = new Option<string>("--preset", "-p")
        {
            Description = "Preset to start from; none starts from the defaults.",
            DefaultValueFactory = _ => ""
        };
        var seeds = new Option<long[]>("--seed", "-s")
        {
            Description = "Seed, more than one allowed; 1 when none is given.",
            AllowMultipleArgumentsPerToken = true
        };
        var sets = new Option<string[]>("--set") { Description = "A setting as Name=value.", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "One line of JSON for each run, and nothing else on standard output." };
        var launcher = new Option<string>("--launcher") { Description = "Hands the runs to the server's queue: in-process, process or slurm. Without it they are computed here." };
        var resources = new Option<string[]>("--resource")
        {
            Description = "What each run may take there, as Name=value: MemoryMib=4000, Partition=gpu.",
            AllowMultipleArgumentsPerToken = true
        };
        var command = new Command("run", "Computes a task's run here, or by a launcher of the server, and keeps it in the database.") { task, config,
            methods, preset, seeds, sets, launcher, resources, json };
        command.SetAction(async (parsed, _) =>
        {
            var (set, wrong) = Pairs(parsed.GetValue(sets) ?? []);
            var (requests, unread) = parsed.GetValue(config) is { } file ? ConfigFile.Read(context.Full(file))
                : ([new RunRequest { Task = parsed.GetValue(task) ?? "" }], []);
            wrong.AddRange(unread);
            var (taken, unpaired) = Pairs(parsed.GetValue(resources) ?? [], "--resource");
            var (placement, misplaced) = RunPlacement.Of(parsed.GetValue(launcher) ?? "", taken);
            wrong.AddRange([.. unpaired, .. misplaced]);
            if (parsed.GetValue(launcher) is null && taken.Count > 0)
            {
                wrong.Add(new SettingError("--resource", taken.First().Key, "nothing without --launcher"));
            }

            if (wrong.Count > 0)
            {
                return Refuse(wrong);
            }

            using var host = context.Open();
            var plans = requests.Select(request => host.Planner.Plan(request with
            {
                Task = parsed.GetValue(task) ?? request.Task,
                Methods = parsed.GetValue(methods) is { Length: > 0 } some ? some : request.Methods,
                Preset = parsed.GetValue(preset) is { Length: > 0 } other ? other : request.Preset,
                Seeds = parsed.GetValue(seeds) is { Length: > 0 } given ? given : request.Seeds,
                Set = request.Set.Concat(set).GroupBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key,
                    group => group.Last().Value, StringComparer.OrdinalIgnoreCase),
            })).ToList();
            if (plans.Exists(plan => plan.Errors.Count > 0))
            {
                return Refuse(plans.SelectMany(plan => plan.Errors).Distinct());
            }

            foreach (var notice in plans.SelectMany(plan => plan.Notices).Distinct())
            {
                await error.WriteLineAsync(notice);
            }

            IReadOnlyList<RunSpec> all = [.. plans.SelectMany(plan => plan.Runs)];
            return parsed.GetValue(launcher) is null ? await Compute(host, all, parsed.GetValue(json))
                : await context.Call(["enqueue", EnqueueCommand.Text(all.Select(SpecText.Write), placement, parsed.GetValue(json))], context.Output);
        });
        return command;

        int Refuse(IEnumerable<SettingError> errors)
        {
            foreach (var problem in errors)
            {
                error.WriteLine(problem);
            }

            return ExitCode.BadArguments;
        }

        async Task<int> Compute(CliHost host, IReadOnlyList<RunSpec> runs, bool json)
        {
            using var session = new CliSession(host, error);
            var worst = ExitCode.Finished;
            foreach (var spec in runs)
            {
                // The catalog is asked before and after, never held while the run computes.
                using var said = new StringWriter();
                var code = await context.Call(["begin", SpecText.Write(spec), ProcessOwner.Current.ToString()], said);
                if (code != ExitCode.Finished)
                {
                    return code;
                }

                var begun = BeginCommand.Read(said.ToString());
                var state = session.Compute(begun, spec);
                code = await context.Call(["report", $"{begun.Id}", .. json ? ["--json"] : Array.Empty<string>()], context.Output);
                worst = Math.Max(Math.Max(worst, code), state switch
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

    internal static (Dictionary<string, string> Set, List<SettingError> Wrong) Pairs(string[] texts, string option = "--set")
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
                wrong.Add(new SettingError(option, text, "Name=value"));
            }
        }

        return (set, wrong);
    }
}
