using System.CommandLine;

namespace Hodl.Server.Cli;

/// <summary>The verbs: tasks, run, runs, show, compare, table, export, import, datasets, verify, and serve, which is also what happens without a verb.</summary>
public static class CommandLine
{
    /// <summary>Whether these arguments are for the command line; otherwise the server starts.</summary>
    public static bool Handles(string[] args) =>
        args.Length > 0 && (args.Any(arg => arg is "--help" or "-h" or "-?" or "--version") || (args[0] != "serve" && !args[0].StartsWith('-')));

    /// <summary>What is left for the server.</summary>
    public static string[] ServerArguments(string[] args) => [.. (args is ["serve", .. var rest] ? rest : args).Select(Setting)];

    private static string Setting(string arg) => arg == "--auth" ? "--Auth:Mode" : arg.StartsWith("--auth=", StringComparison.Ordinal) ? "--Auth:Mode=" + arg["--auth=".Length..] : arg;

    /// <summary>Carries a verb out.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Takes what was asked for, and nothing else.</param>
    /// <param name="error">Takes progress, logs and refusals.</param>
    /// <param name="configure">Replaces what the run core is made of.</param>
    /// <returns>0 finished, 1 failed, 2 bad arguments, 130 cancelled.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, Action<IServiceCollection>? configure = null)
    {
        CliHost Open() => new(configure);

        var root = new RootCommand("HODL Dashboard: hierarchical optimisation-derived learning.")
        {
            TasksCommand.Create(Open, output),
            RunCommand.Create(Open, output, error),
            RunsCommand.Create(Open, output),
            ShowCommand.Create(Open, output, error),
            CompareCommand.Create(Open, output, error),
            TableCommand.Create(Open, output, error),
            ExportCommand.Create(Open, output, error),
            ImportCommand.Create(Open, output, error),
            DatasetsCommand.Create(Open, output),
            VerifyCommand.Create(Open, output, error),
            Serve(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
            {
                await error.WriteLineAsync(problem.Message);
            }

            return ExitCode.BadArguments;
        }

        // Cancellation is the run's own: its checkpoint must be kept before the process ends.
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null });
    }

    private static Command Serve()
    {
        var serve = new Command("serve", "Serves the dashboard (the default without a verb).");
        serve.Options.Add(new Option<string>("--urls") { Description = "Addresses to listen on; http://127.0.0.1:5080 unless configured." });
        serve.Options.Add(new Option<string>("--auth") { Description = "none (on loopback only, and the default there), local (accounts kept here; the default elsewhere), oidc (Auth:Oidc in appsettings.json)." });
        return serve;
    }
}
