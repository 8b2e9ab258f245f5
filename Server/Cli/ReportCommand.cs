using System.CommandLine;

namespace Hodl.Server.Cli;

/// <summary><c>report id [--json]</c>, for other commands: tells of a run whose end was just written.</summary>
internal static class ReportCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output)
    {
        var id = new Argument<long>("id");
        var json = new Option<bool>("--json");
        var command = new Command("report") { id, json };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var host = open();
            host.Store.Follow();
            IRunReport report = parsed.GetValue(json) ? new JsonReport(output) : new TextReport(output);
            report.Write(host.Store, host.Store.Find(parsed.GetValue(id))
                ?? throw new InvalidOperationException($"There is no run {parsed.GetValue(id)} any more."));
            return ExitCode.Finished;
        });
        return command;
    }
}
