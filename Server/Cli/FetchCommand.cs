using System.CommandLine;
using System.Globalization;
using Hodl.Components.Frame;
using Hodl.Core.Data;
using Hodl.Server.Data;

namespace Hodl.Server.Cli;

/// <summary><c>datasets fetch name [--from address …] [--sha256 hex …]</c></summary>
internal static class FetchCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "An id or name of `datasets`." };
        var from = new Option<string[]>("--from") { Description = "Other addresses of the official files (a mirror), in their order; the SHA-256 stay the same.", AllowMultipleArgumentsPerToken = true };
        var sha256 = new Option<string[]>("--sha256")
        {
            Description = "The files' SHA-256, in their order, where none is known.",
            AllowMultipleArgumentsPerToken = true
        };
        var command = new Command("fetch", "Brings a data set's official files into the data folder: resumed where it stopped, checked by SHA-256, unpacked.") { name, from, sha256 };
        command.SetAction((parsed, token) => Fetch(context, parsed.GetValue(name)!, parsed.GetValue(from) ?? [], parsed.GetValue(sha256)
            ?? [], token));
        return command;
    }

    private static async Task<int> Fetch(CliContext context, string name, string[] from, string[] sha256, CancellationToken token)
    {
        using var host = context.Open();
        var root = host.Shelf.Root;
        if (DataCatalog.Find(name) is not { } data || root == "")
        {
            await context.Error.WriteLineAsync(root == "" ? $"No data folder is set: {DataRoot.Variable}, or Data:Root in appsettings.json."
                : $"name = {name}: allowed is {string.Join(", ", DataCatalog.All.Select(known => known.Id))}.");
            return ExitCode.BadArguments;
        }

        if (Files(data, from, sha256, host.Shelf.Mirror) is not { } files)
        {
            await context.Error.WriteLineAsync($"--from, --sha256: allowed is one for each file of {data.Name} ({data.Downloads.Count}); an address is http:// or https://, a SHA-256 64 hex digits.");
            return ExitCode.BadArguments;
        }

        using var http = FileDownload.Client();
        var fetch = new DataFetch(new FileDownload(http, TimeProvider.System), Path.GetFullPath(root));
        try
        {
            await context.Error.WriteLineAsync($"{data.Name}: {files.Count} {(files.Count == 1 ? "file" : "files")}, {Size(files.Sum(file => file.Bytes))}. License: {(data.License == "" ? "not known; see " + data.Source : data.License)}.");
            var found = await fetch.Fetch(data, files, new Lines(context.Error), token);
            await context.Output.WriteLineAsync($"{data.Name}: {found.Count} in {found.Folder}");
            return ExitCode.Finished;
        }
        catch (FetchException refusal)
        {
            await context.Error.WriteLineAsync(refusal.Message);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            await context.Error.WriteLineAsync("Stopped; the same command goes on from here.");
            return ExitCode.Cancelled;
        }
    }

    private static IReadOnlyList<DataDownload>? Files(KnownData data, string[] from, string[] sha256, string mirror)
    {
        var count = data.Downloads.Count == 0 ? from.Length : data.Downloads.Count;
        if ((from.Length > 0 && from.Length != count) || (sha256.Length > 0 && sha256.Length != count)
            || from.Any(address => !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            || sha256.Any(hash => hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
        {
            return null;
        }

        var known = DataFetch.Files(data, mirror);
        return [.. Enumerable.Range(0, count).Select(at =>
        {
            var official = at < known.Count ? known[at] : new DataDownload(from[at], 0, "");
            return official with
            {
                Address = from.Length > 0 ? from[at] : official.Address,
                Sha256 = official.Sha256 != "" ? official.Sha256 : sha256.Length > 0 ? sha256[at].ToLowerInvariant() : "",
            };
        })];
    }

    private static string Size(long bytes) => bytes == 0 ? "size not known" : string.Create(CultureInfo.InvariantCulture,
        $"{bytes / 1e6:0.0} MB");

    // On a terminal one line that changes; elsewhere a line every ten seconds.
    private sealed class Lines(TextWriter output) : IProgress<FetchProgress>
    {
        private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);
        private readonly bool _isTerminal = ReferenceEquals(output, Console.Error) && !Console.IsErrorRedirected;
        private long _said = Environment.TickCount64 - (long)_pause.TotalMilliseconds;

        public void Report(FetchProgress value)
        {
            var isOver = value.Left == 0;
            if (!isOver && !_isTerminal && Environment.TickCount64 - _said < _pause.TotalMilliseconds)
            {
                return;
            }

            _said = Environment.TickCount64;
            var share = value.Total > 0 ? string.Create(CultureInfo.InvariantCulture,
                $"{100 * value.Done / value.Total} % of {value.Total / 1e6:0.0} MB") : string.Create(CultureInfo.InvariantCulture,
                $"{value.Done / 1e6:0.0} MB");
            var left = isOver || value.Left is not { } seconds ? "" : $", {TimeText.Duration(seconds)} left";
            output.Write(_isTerminal ? $"\r  {value.File}: {share}{left}        {(isOver ? "\n" : "")}"
                : $"  {value.File}: {share}{left}\n");
        }
    }
}
