using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Endpoints;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>Tells every address of the end of each run, whichever process computed it; tries again when it is not taken.</summary>
internal sealed class WebhookSender(
    RunStore runs, WebhookStore webhooks, RunChanges changes, WebhookOptions options, TimeProvider clock, ILogger<WebhookSender> logger) : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<long, RunState> known = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly HttpClient http = WebhookAddress.Client(options);
    private IDisposable? subscription;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var run in runs.List())
        {
            known[run.Id] = run.State;
        }

        subscription = changes.Subscribe(ids => _ = Task.Run(() => Look(ids), CancellationToken.None));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        return stopping.CancelAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        subscription?.Dispose();
        stopping.Dispose();
        http.Dispose();
    }

    private void Look(IReadOnlyList<long> ids)
    {
        foreach (var run in ids.Select(runs.Find).OfType<RunRow>())
        {
            var before = known.TryGetValue(run.Id, out var state) ? state : RunState.Queued;
            known[run.Id] = run.State;
            if (before is RunState.Queued or RunState.Running && run.State is not (RunState.Queued or RunState.Running) && !run.Deleted)
            {
                foreach (var hook in webhooks.List())
                {
                    _ = SendAsync(hook, run);
                }
            }
        }
    }

    private async Task SendAsync(StoredWebhook hook, RunRow run)
    {
        var body = JsonSerializer.Serialize(new { @event = "run.ended", delivery = Guid.NewGuid(), at = clock.GetUtcNow(), run = ApiRun.Of(run) }, StoreJson.Options);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var answer = await TryAsync(hook, body, stopping.Token).ConfigureAwait(false);
                var taken = answer is ['2', ..];
                var last = taken || attempt == options.Retries.Count;
                webhooks.Mark(hook.Id, last ? answer : $"{answer}; tries again");
                if (last)
                {
                    TeamLog.Told(logger, run.Id, hook.Id, answer);
                    return;
                }

                await Task.Delay(options.Retries[attempt], clock, stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The program ends; a message that was not taken by now is lost.
        }
#pragma warning disable CA1031 // A store that fails must not take the host along.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TeamLog.NotTold(logger, run.Id, hook.Id, exception);
        }
    }

    // The answer's status, or why there is none.
    private async Task<string> TryAsync(StoredWebhook hook, string body, CancellationToken token)
    {
        if (webhooks.SecretOf(hook.Id) is not { } secret)
        {
            return "2xx not needed: the address was removed";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secret, clock.GetUtcNow(), body));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
            return $"{(int)answer.StatusCode} {answer.ReasonPhrase}";
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (TaskCanceledException) when (!token.IsCancellationRequested)
        {
            return "no answer in time";
        }
    }
}
