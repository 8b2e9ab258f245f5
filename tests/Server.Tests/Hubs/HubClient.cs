using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Hodl.Server.Tests.Hubs;

/// <summary>A browser's side of the hub over a bare WebSocket: subscribes, reads the history, drops duplicates by sequence number.</summary>
public sealed class HubClient : IAsyncDisposable
{
    private readonly WebSocket _socket;
    private readonly TaskCompletionSource _watching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private readonly Lock _gate = new();
    private readonly List<JsonElement> _kept = [];
    private readonly Dictionary<string, List<(long Step, string Value)>> _points = [];
    private long _sequence = -1;

    private HubClient(WebSocket socket)
    {
        _socket = socket;
        _reading = ReadAsync();
    }

    /// <summary>Messages that brought nothing new.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Messages that came after a hole.</summary>
    public int Holes { get; private set; }

    /// <summary>Messages with points.</summary>
    public int Messages { get; private set; }

    /// <summary>Raw text of everything that came.</summary>
    public StringBuilder Raw { get; } = new();

    /// <summary>States in the order in which they came.</summary>
    public List<string> States { get; } = [];

    public static async Task<HubClient> WatchAsync(TestServer server, long run)
    {
        var socket = await server.Server.CreateWebSocketClient().ConnectAsync(new Uri(server.Server.BaseAddress, "/hubs/runs"), CancellationToken.None);
        var client = new HubClient(socket);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        await client.SendAsync($$"""{"type":1,"invocationId":"1","target":"Watch","arguments":[{{run}}]}""");
        await client._watching.Task.WaitAsync(TimeSpan.FromSeconds(20));
        using var http = server.CreateClient();
        client.Take(JsonElement.Parse(await http.GetStringAsync($"/api/v1/runs/{run}/series")));
        return client;
    }

    public IReadOnlyList<(long Step, string Value)> Points(string series)
    {
        lock (_gate)
        {
            return _points.TryGetValue(series, out var points) ? [.. points] : [];
        }
    }

    /// <summary>The last state, once it is the expected one or five seconds have passed.</summary>
    public async Task<string> LastStateAsync(string expected)
    {
        for (var i = 0; i < 100; i++)
        {
            lock (_gate)
            {
                if (States.Count > 0 && States[^1] == expected)
                {
                    break;
                }
            }

            await Task.Delay(50);
        }

        lock (_gate)
        {
            return States[^1];
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private Task SendAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text + '\u001e'), WebSocketMessageType.Text, true, CancellationToken.None);

    private void Take(JsonElement history)
    {
        lock (_gate)
        {
            Add(history.GetProperty("series"), "series");
            _sequence = history.GetProperty("sequence").GetInt64();
            foreach (var message in _kept.OrderBy(message => message.GetProperty("sequence").GetInt64()))
            {
                Apply(message);
            }
        }
    }

    private void Apply(JsonElement message)
    {
        if (message.GetProperty("sequence").GetInt64() <= _sequence)
        {
            Duplicates++;
            return;
        }

        Holes += message.GetProperty("from").GetInt64() == _sequence + 1 ? 0 : 1;
        _sequence = message.GetProperty("sequence").GetInt64();
        Messages++;
        Add(message.GetProperty("series"), "name");
    }

    private void Add(JsonElement series, string name)
    {
        foreach (var one in series.EnumerateArray())
        {
            if (!_points.TryGetValue(one.GetProperty(name).GetString()!, out var points))
            {
                _points[one.GetProperty(name).GetString()!] = points = [];
            }

            points.AddRange(one.GetProperty("steps").EnumerateArray().Zip(
                one.GetProperty("values").EnumerateArray(), (step, value) => (step.GetInt64(), value.ToString())));
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        var text = new List<byte>();
        try
        {
            while (await _socket.ReceiveAsync(buffer, CancellationToken.None) is { MessageType: WebSocketMessageType.Text } received)
            {
                text.AddRange(buffer.AsSpan(0, received.Count));
                while (text.IndexOf(0x1e) is >= 0 and var end)
                {
                    Receive(Encoding.UTF8.GetString([.. text[..end]]));
                    text.RemoveRange(0, end + 1);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            _watching.TrySetException(exception);
        }
    }

    private void Receive(string text)
    {
        var message = JsonElement.Parse(text);
        if (!message.TryGetProperty("type", out var type))
        {
            return;
        }

        if (type.GetInt32() == 3)
        {
            Assert.False(message.TryGetProperty("error", out var error), error.ToString());
            _watching.TrySetResult();
        }

        if (type.GetInt32() != 1)
        {
            return;
        }

        lock (_gate)
        {
            Raw.Append(text);
            var argument = message.GetProperty("arguments")[0];
            if (message.GetProperty("target").GetString() == "state")
            {
                States.Add(argument.GetProperty("state").GetString()!);
            }
            else if (_sequence < 0)
            {
                _kept.Add(argument);
            }
            else
            {
                Apply(argument);
            }
        }
    }
}
