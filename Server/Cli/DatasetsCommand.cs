using System.CommandLine;
using System.Text.Json;
using Hodl.Core.Data;
using Hodl.Server.Endpoints;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>datasets [--json] [--check]</c>, <c>datasets fetch name [--from address] [--sha256 hex]</c></summary>
internal static class DatasetsCommand
{
    public static Command Create(CliContext context)
    {
        var (open, output) = (context.Open, context.Output);
        var json = new Option<bool>("--json") { Description = "One line of JSON." };
        var check = new Option<bool>("--check") { Description = "Reads every file: fingerprints, and the names of damaged ones." };
        var command = new Command("datasets", "Lists the known data sets: what lies below the data folder, and where the missing ones come from.") { json, check, FetchCommand.Create(context) };
        command.SetAction((parsed, token) =>
        {
            using var host = open();
            var sets = host.Shelf.Look(token).Select(summary => ApiDataset.Of(
                summary, host.Shelf.Root, parsed.GetValue(check) ? summary.Data.Find(host.Shelf.Root)?.Check(null, token) : null)).ToList();
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(sets, StoreJson.Options));
                return Task.FromResult(ExitCode.Finished);
            }

            output.WriteLine(host.Shelf.Root == "" ? "No data folder is set: HODL_DATA, or Data:Root in appsettings.json." : $"Below {host.Shelf.Root}");
            foreach (var set in sets.OrderBy(set => set.State == DataState.Absent))
            {
                output.WriteLine(Line(set));
                foreach (var sentence in set.Damaged)
                {
                    output.WriteLine($"  damaged: {sentence}");
                }
            }

            return Task.FromResult(ExitCode.Finished);
        });
        return command;
    }

    private static string Line(ApiDataset set) => set.State == DataState.Absent
        ? $"absent   {set.Name}: belongs in {set.Folder}, as {set.Layout}. {set.Source}{(DataCatalog.Find(set.Id) is { Downloads.Count: > 0 } ? $" `datasets fetch {set.Id}` brings it." : "")}"
        : $"{(set.State == DataState.Whole ? "whole  " : "partial")}  {set.Name}: {set.Count}{(set.Expected > 0 ? $" of {set.Expected}" : "")} in {set.Folder}{(set.Sizes == "" ? "" : $", {set.Sizes}")}{Hash(set)}";

    private static string Hash(ApiDataset set) => set.Sha256 is null ? ""
        : set.Expects is null ? $", SHA-256 {set.Sha256}"
        : set.Expects == set.Sha256 ? ", SHA-256 as expected" : $", SHA-256 {set.Sha256} instead of {set.Expects}";
}
