using System.Net.Http.Headers;
using System.Text.Json;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary>Sends a command to the process that owns the catalog.</summary>
internal static class OwnerClient
{
    /// <summary>Passes on what the owner writes.</summary>
    /// <returns>The exit code; null when the owner does not answer.</returns>
    public static async Task<int?> Send(CatalogOwner owner, string[] args, CliContext context)
    {
        using var stop = new CancellationTokenSource();
        void OnCancel(object? sender, ConsoleCancelEventArgs key)
        {
            key.Cancel = true;
            stop.Cancel();
        }

        Console.CancelKeyPress += OnCancel;
        try
        {
            using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            using var request = new HttpRequestMessage(HttpMethod.Post,
                owner.Address + "/command")
            { Content = JsonContent.Create(new OwnerCommand(args, context.Folder)) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", owner.Secret);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            if (!response.IsSuccessStatusCode)
            {
                return null;
            }

            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(stop.Token));
            while (await lines.ReadLineAsync(stop.Token) is { } line)
            {
                var said = JsonSerializer.Deserialize<OwnerAnswer>(line)!;
                if (said.ExitCode is { } code)
                {
                    return code;
                }

                await (said.IsError ? context.Error : context.Output).WriteAsync(said.Text);
            }

            await context.Error.WriteLineAsync("The server went away before the command had ended.");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        finally
        {
            Console.CancelKeyPress -= OnCancel;
        }
    }
}
