using System.CommandLine;
using System.Text.Json;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>check [--json]</c></summary>
internal static class CheckCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output)
    {
        var json = new Option<bool>("--json") { Description = "One line of JSON." };
        var command = new Command("check",
            "Reads everything that is kept, names what is damaged or missing, and mends what can be built again.") { json };
        command.SetAction((parsed, token) =>
        {
            using var host = open();
            var (wrong, mended, runs, points) = new CatalogCheck(host.Catalog, host.Store, host.Models).Look(token);
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(new { runs, points, wrong, mended }, StoreJson.Options));
            }
            else
            {
                foreach (var sentence in mended)
                {
                    output.WriteLine($"mended: {sentence}.");
                }

                foreach (var sentence in wrong)
                {
                    output.WriteLine($"wrong: {sentence}.");
                }

                output.WriteLine($"{runs} runs with {points} points: {(wrong.Count == 0 ? "everything can be read." : $"{wrong.Count} {(wrong.Count == 1 ? "thing is" : "things are")} wrong.")}");
            }

            return Task.FromResult(wrong.Count == 0 ? ExitCode.Finished : ExitCode.Failed);
        });
        return command;
    }
}
