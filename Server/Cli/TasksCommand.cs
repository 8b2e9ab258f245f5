using System.CommandLine;
using System.Text.Json;
using Hodl.Server.Endpoints;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>tasks [--json]</c></summary>
internal static class TasksCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output)
    {
        var json = new Option<bool>("--json") { Description = "One line of JSON." };
        var command = new Command("tasks", "Lists the tasks with their methods, presets and settings.") { json };
        command.SetAction(parsed =>
        {
            using var host = open();
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(host.Planner.Tasks.Select(ApiTask.Of), StoreJson.Options));
                return ExitCode.Finished;
            }

            foreach (var task in host.Planner.Tasks)
            {
                output.WriteLine($"{task.Id}  {task.Summary}");
                output.WriteLine($"  methods  {string.Join(", ", task.Methods.Select(method => method.Id))}");
                output.WriteLine($"  presets  {string.Join(", ", task.Presets.Select(preset => preset.Id))}");
            }

            return ExitCode.Finished;
        });
        return command;
    }
}
