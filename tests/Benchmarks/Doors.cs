using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Hodl.Benchmarks;

/// <summary>
/// Who gets in: every address of a real server asked by other sites, under other names, without an account, with each role and with keys
/// that are good no more; counts what should have been refused and was not, and what should have been answered and was not.
/// </summary>
internal static class Doors
{
    private const string Marker = "only for those who hold the disk";
    private static readonly string[] Pages = ["/", "/runs", "/runs/1", "/launch", "/compare", "/images", "/models", "/datasets", "/tables",
        "/studies", "/projects", "/settings", "/import", "/users", "/audit"];

    private static readonly string[] Hosts = ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:80"];
    private static readonly string[] Origins = ["http://evil.example", "https://127.0.0.1.evil.example", "null", "http://localhost:3000"];

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hodl-doors-").FullName;
        var counts = new DoorCounts();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "secret.txt"), Marker);
            await using (var open = await ServerProcess.Start(Path.Combine(folder, "open", "hodl.db"), null, "--auth", "none"))
            {
                await OtherSites(open.Address, counts);
                await OtherFiles(open.Address, Path.GetFileName(folder), counts);
            }

            await DoorRoles.Run(Path.Combine(folder, "team", "hodl.db"), counts);
            counts.Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Every address that the server describes, with 1 for each number.</summary>
    public static async Task<List<(string Method, string Path)>> Described(HttpClient http)
    {
        var document = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!;
        return [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation =>
            (operation.Key.ToUpperInvariant(), System.Text.RegularExpressions.Regex.Replace(path.Key, @"\{[^}]+\}", "1"))))
            .Where(one => one.Item1 is "GET" or "POST" or "PUT" or "PATCH" or "DELETE")];
    }

    private static async Task OtherSites(string address, DoorCounts counts)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        var described = await Described(http);
        foreach (var path in described.Where(one => one.Method == "GET").Select(one => one.Path).Concat(Pages))
        {
            foreach (var host in Hosts)
            {
                counts.Check("foreign Host", await Status(http, "GET", path, ("Host", host)) == 400, $"GET {path} as {host}");
            }

            // A comparison of no runs is refused whoever asks.
            var status = await Status(http, "GET", path);
            counts.Check("own Host", status is 200 or 204 or 404 || path.EndsWith("/compare", StringComparison.Ordinal), $"GET {path}: {status}");
        }

        foreach (var (method, path) in described.Where(one => one.Method != "GET").Append(("POST", "/api/2.0/mlflow/runs/create")))
        {
            foreach (var origin in Origins)
            {
                counts.Check("change by another site", await Status(http, method, path, ("Origin", origin)) == 403, $"{method} {path} from {origin}");
            }

            foreach (var site in (string[])["cross-site", "same-site"])
            {
                counts.Check("change by another site", await Status(http, method, path, ("Sec-Fetch-Site", site)) == 403, $"{method} {path} as {site}");
            }
        }

        foreach (var path in (string[])["/hubs/runs", "/_blazor?id=x"])
        {
            foreach (var origin in Origins)
            {
                counts.Check("stream of another site", !await Opens(address + path, origin), $"WebSocket {path} from {origin}");
                counts.Check("stream of another site", await Status(http, "POST", path.Replace("?id=x", "", StringComparison.Ordinal)
                    + "/negotiate?negotiateVersion=1", ("Origin", origin)) == 403, $"negotiate {path} from {origin}");
            }
        }

        counts.Check("own stream", await Opens(address + "/hubs/runs", address) && await Opens(address + "/hubs/runs", null), "WebSocket /hubs/runs of our own page");
    }

    // Paths as they are on the wire: HttpClient would straighten them.
    private static async Task OtherFiles(string address, string folder, DoorCounts counts)
    {
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        using var made = await http.PostAsync("/api/2.0/mlflow/runs/create", new StringContent("{\"experiment_id\":\"0\"}", Encoding.UTF8, "application/json"));
        var run = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["run"]!["info"]!["run_id"]!.ToString();
        string[] roots = ["/", "/js/", "/css/", "/_framework/", "/_content/", "/runs/1/images/", $"/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/", "/api/v1/datasets/",
            "/restorations/"];
        string[] ups = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "....//", "%252e%252e%252f", "..%c0%af", ".%00./"];
        string[] names = ["secret.txt", folder + "/secret.txt", "hodl.db", "appsettings.json"];
        foreach (var root in roots)
        {
            foreach (var up in ups)
            {
                foreach (var name in names)
                {
                    for (var deep = 1; deep <= 6; deep++)
                    {
                        var path = root + string.Concat(Enumerable.Repeat(up, deep)) + name;
                        var answer = await Raw(new Uri(address), path);
                        counts.Check("paths that climb", !answer.Contains(Marker, StringComparison.Ordinal) && !answer.Contains("AllowedHosts", StringComparison.Ordinal)
                            && !answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal), $"GET {path}: {answer.Split('\r')[0]}");
                    }
                }
            }
        }
    }

    private static async Task<int> Status(HttpClient http, string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (method is "POST" or "PUT" or "PATCH")
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }

    private static async Task<bool> Opens(string address, string? origin)
    {
        using var socket = new ClientWebSocket();
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        try
        {
            await socket.ConnectAsync(new Uri(address.Replace("http:", "ws:", StringComparison.Ordinal)), CancellationToken.None);
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private static async Task<string> Raw(Uri address, string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
