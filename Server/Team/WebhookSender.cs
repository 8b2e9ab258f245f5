using System.Text;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Endpoints;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Team;

/// <summary>
/// Tells every address of the end of each run, whichever process computed it; tries again when it is not taken, also after a
/// restart: an address may get a message twice, with the same <c>delivery</c>. Ends that come while no server looks, or in the
/// moment before it dies, are not told.
/// </summary>
internal sealed class WebhookSender(
    RunStore runs, WebhookStore webhooks, RunChanges changes, WebhookOptions options, TimeProvider clock, ILogger<WebhookSender> logger) : BackgroundService
{
    // Longer than the client's own patience.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly Dictionary<long, RunState> known = [];
    private readonly SemaphoreSlim wake = new(0);
    private readonly HttpClient http = WebhookAddress.Client(options);
    private readonly Lock gate = new();
    private Task looks = Task.CompletedTask;
    private IDisposable? subscription;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var run in runs.List())
        {
            known[run.Id] = run.State;
        }

        subscription = changes.Subscribe(LookSoon);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        Task last;
        lock (gate)
        {
            last = looks;
        }

        await last.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        subscription?.Dispose();
        http.Dispose();
        wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> deliveries = [];
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Longest;
            deliveries.RemoveAll(delivery => delivery.IsCompleted);
            try
            {
                deliveries.AddRange(webhooks.Take(Lease).Select(message => DeliverAsync(message, stoppingToken)));
                wait = webhooks.UntilDue() is { } due && due < Longest ? due : Longest;
            }
#pragma warning disable CA1031 // A store that fails for a while must not end the sender.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                TeamLog.SenderFailed(logger, exception);
            }

            await ((Task)wake.WaitAsync(wait, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(deliveries).ConfigureAwait(false);
    }

    // One after another, so that none takes an end for news that another has told already.
    private void LookSoon(IReadOnlyList<long> ids)
    {
        lock (gate)
        {
            looks = looks.ContinueWith(_ => Look(ids), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Look(IReadOnlyList<long> ids)
    {
        try
        {
            foreach (var run in ids.Select(runs.Find).OfType<RunRow>())
            {
                var before = known.GetValueOrDefault(run.Id, RunState.Queued);
                known[run.Id] = run.State;
                if (before is RunState.Queued or RunState.Running && run.State is not (RunState.Queued or RunState.Running) && !run.Deleted)
                {
                    webhooks.Queue(run.Id, JsonSerializer.Serialize(new { @event = "run.ended", delivery = Guid.NewGuid(), at = clock.GetUtcNow(), run = ApiRun.Of(run) }, StoreJson.Options));
                    wake.Release();
                }
            }
        }
#pragma warning disable CA1031 // A store that fails for a while must not end the sender.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TeamLog.SenderFailed(logger, exception);
        }
    }

    private async Task DeliverAsync(StoredMessage message, CancellationToken token)
    {
        try
        {
            if (await TryAsync(message, token).ConfigureAwait(false) is not { } answer)
            {
                webhooks.Return(message.Id); // the program ends; the next start need not wait for the lease's end
                return;
            }

            if (answer is ['2', ..] || message.Attempt >= options.Retries.Count)
            {
                webhooks.Drop(message.Id);
                webhooks.Mark(message.Webhook, answer);
                TeamLog.Told(logger, message.Run, message.Webhook, answer);
                return;
            }

            webhooks.Postpone(message.Id, options.Retries[(int)message.Attempt]);
            webhooks.Mark(message.Webhook, $"{answer}; tries again");
            wake.Release();
        }
#pragma warning disable CA1031 // A store that fails must not take the host along.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TeamLog.NotTold(logger, message.Run, message.Webhook, exception);
        }
    }

    // The answer's status, or why there is none; null where the program ends meanwhile.
    private async Task<string?> TryAsync(StoredMessage message, CancellationToken token)
    {
        if (webhooks.SecretOf(message.Webhook) is not { } secret)
        {
            return "2xx not needed: the address was removed";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, message.Address) { Content = new StringContent(message.Body, Encoding.UTF8, "application/json") };
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secret, clock.GetUtcNow(), message.Body));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
            return $"{(int)answer.StatusCode} {answer.ReasonPhrase}";
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return null;
        }
        catch (TaskCanceledException)
        {
            return "no answer in time";
        }
    }
}
