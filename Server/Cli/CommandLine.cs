using System.CommandLine;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary>
/// The verbs: tasks, environment, run, runs, show, compare, table, export, import, datasets, measure, verify, backup, check, and serve, which is also
/// what happens without a verb. A verb that finds the catalog owned by a server is carried out by that server.
/// </summary>
public static class CommandLine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Whether these arguments are for the command line; otherwise the server starts.</summary>
    public static bool Handles(string[] args) =>
        args.Length > 0 && (args.Any(arg => arg is "--help" or "-h" or "-?" or "--version")
            || (args[0] != "serve" && !args[0].StartsWith('-')));

    /// <summary>What is left for the server.</summary>
    public static string[] ServerArguments(string[] args) => [.. (args is ["serve", .. var rest] ? rest : args).Select(Setting)];

    private static string Setting(string arg) => arg == "--auth" ? "--Auth:Mode" : arg.StartsWith("--auth=", StringComparison.Ordinal)
        ? "--Auth:Mode=" + arg["--auth=".Length..] : arg;

    /// <summary>Carries a verb out.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Takes what was asked for, and nothing else.</param>
    /// <param name="error">Takes progress, logs and refusals.</param>
    /// <param name="configure">Replaces what the run core is made of.</param>
    /// <returns>0 finished, 1 failed, 2 bad arguments, 130 cancelled.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, Action<IServiceCollection>? configure = null)
    {
        for (var until = DateTime.UtcNow + Patience; ; await Task.Delay(100))
        {
            var context = new CliContext(() => new CliHost(configure), output, error, Environment.CurrentDirectory)
            {
                Call = (other, to) =>
                RunAsync(other, to, error, configure)
            };
            try
            {
                return await Invoke(context, args, CancellationToken.None);
            }
            catch (CatalogBusyException busy)
            {
                if (CatalogOwner.Read(busy.Catalog) is { } owner && await OwnerClient.Send(owner, args, context) is { } code)
                {
                    return code;
                }

                // It has just gone, or does not answer yet.
                if (DateTime.UtcNow > until)
                {
                    await error.WriteLineAsync(busy.Message);
                    return ExitCode.Failed;
                }
            }
        }
    }

    /// <summary>Carries out, in a server, a verb that another process has sent.</summary>
    internal static Task<int> RunInside(IServiceProvider server, string[] args, string folder, TextWriter output, TextWriter error,
        CancellationToken token)
    {
        var context = new CliContext(() => new CliHost(server), output, error, folder)
        {
            Call = (other, to) =>
            RunInside(server, other, folder, to, error, token)
        };
        return Invoke(context, args, token);
    }

    private static async Task<int> Invoke(CliContext context, string[] args, CancellationToken token)
    {
        var (open, output, error) = (context.Open, context.Output, context.Error);
        var root = new RootCommand("HODL Dashboard: hierarchical optimisation-derived learning.")
        {
            TasksCommand.Create(open, output),
            EnvironmentCommand.Create(output),
            RunCommand.Create(context),
            RunsCommand.Create(open, output),
            ShowCommand.Create(open, output, error),
            CompareCommand.Create(open, output, error),
            TableCommand.Create(open, output, error),
            ExportCommand.Create(context),
            ImportCommand.Create(context),
            DatasetsCommand.Create(context),
            MeasureCommand.Create(context),
            VerifyCommand.Create(open, output, error),
            BackupCommand.Create(context),
            CheckCommand.Create(open, output),
            BeginCommand.Create(open, output),
            ReportCommand.Create(open, output),
            EnqueueCommand.Create(open, output, error),
            WorkerCommand.Create(open, output, error),
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

        try
        {
            // Cancellation is the run's own: its checkpoint must be kept before the process ends.
            var how = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false
            };
            return await parsed.InvokeAsync(how, token);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or (InvalidOperationException and not CatalogBusyException))
        {
            await error.WriteLineAsync(problem.Message);
            return ExitCode.Failed;
        }
    }

    private static Command Serve()
    {
        var serve = new Command("serve", "Serves the dashboard (the default without a verb).");
        serve.Options.Add(new Option<string>("--urls") { Description = "Addresses to listen on; http://127.0.0.1:5080 unless configured." });
        serve.Options.Add(new Option<string>("--auth") { Description = "none (on loopback only, and the default there), local (accounts kept here; the default elsewhere), oidc (Auth:Oidc in appsettings.json)." });
        return serve;
    }
}
