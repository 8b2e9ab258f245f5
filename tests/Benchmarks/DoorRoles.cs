using System.Net.Http.Headers;
using System.Text;
using Hodl.Core.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Benchmarks;

/// <summary>The part of <see cref="Doors"/> with accounts: ada (admin), eve and ian (experimenters), vic (viewer), max (shut).</summary>
internal static class DoorRoles
{
    private const string Password = "correct horse battery";

    // A star is one's own mark, and open to who may read.
    private static bool IsOpenToReaders(string method, string path) => method == "GET" || path.EndsWith("/star", StringComparison.Ordinal);

    public static async Task Run(string database, DoorCounts counts)
    {
        var keys = Prepare(database, out var table, out var share, out var secret);
        await using var server = await ServerProcess.Start(database, null, "--auth", "local");
        using var nobody = Client(server.Address, null);
        var described = await Doors.Described(nobody);
        var mlflow = MlflowCalls();
        foreach (var (method, path) in described.Concat(mlflow))
        {
            counts.Check("without an account", await Status(nobody, method, path) == 401, $"{method} {path} by nobody");
            foreach (var key in (string[])["shut", "expired", "revoked", "hodl_invented"])
            {
                using var closed = Client(server.Address, keys.GetValueOrDefault(key, key));
                counts.Check("with a key that is good no more", await Status(closed, method, path) == 401, $"{method} {path} with a {key} key");
            }

            foreach (var key in (string[])["vic launch", "vic read", "eve read", "ada read"])
            {
                using var reader = Client(server.Address, keys[key]);
                var isOpen = IsOpenToReaders(method, path) || (mlflow.Contains((method, path)) && path.Contains("search", StringComparison.Ordinal));
                // The audit log and what else is the admins' is closed to readers.
                var isAdmins = path.StartsWith("/api/v1/audit", StringComparison.Ordinal);
                var status = await Status(reader, method, path);
                counts.Check("readers", isAdmins ? status == 403 : isOpen ? status is not (401 or 403 or >= 500) : status == 403, $"{method} {path} with key {key}: {status}");
            }
        }

        using var eve = Client(server.Address, keys["eve launch"]);
        using var ian = Client(server.Address, keys["ian launch"]);
        var tried = new (string Method, string Path, string Body)[]
        {
            ("PATCH", "/api/v1/runs/1", """{"name":"ian's"}"""), ("DELETE", "/api/v1/runs/1", ""), ("POST", "/api/v1/runs/1/stop", ""), ("POST", "/api/v1/runs/1/resume", ""),
            ("POST", "/api/v1/runs/1/undelete", ""), ("PUT", "/api/v1/runs/1/note", """{"text":"ian's"}"""), ("PUT", "/api/v1/runs/1/tags/x", ""), ("DELETE", "/api/v1/runs/1/tags/x", ""),
            ("PUT", "/api/v1/runs/1/project", """{"name":""}"""), ("PUT", $"/api/v1/tables/{table}", """{"name":"ian's","rowsBy":["method"]}"""), ("DELETE", $"/api/v1/tables/{table}", ""),
            ("PATCH", "/api/v1/projects/1", """{"name":"eve's","open":true}"""), ("DELETE", "/api/v1/projects/1", ""), ("DELETE", $"/api/v1/shares/{share}", ""),
        };
        foreach (var (method, path, body) in tried)
        {
            var status = await Status(ian, method, path, body);
            counts.Check("another's things", status == 403, $"{method} {path} of eve's by ian: {status}");
        }

        using var run = await eve.GetAsync("/api/v1/runs/1");
        counts.Check("another's things", (await run.Content.ReadAsStringAsync()).Contains("eve's run", StringComparison.Ordinal), "eve's run keeps its name");
        await Holder(server.Address, secret, described, counts);
        await Session(server.Address, counts);
    }

    // Who holds a link to run 1 sees that run, and no other.
    private static async Task Holder(string address, string secret, List<(string Method, string Path)> described, DoorCounts counts)
    {
        using var http = Client(address, null);
        using var opened = await http.GetAsync("/s/" + secret);
        foreach (var (method, path) in described)
        {
            var other = path.Replace("/runs/1", "/runs/2", StringComparison.Ordinal);
            counts.Check("holders of a link", await Status(http, method, other) == 401, $"{method} {other} by the holder of a link to run 1");
        }

        counts.Check("holders of a link", await Status(http, "GET", "/api/v1/runs/1/series") == 200, "what the link opens");
    }

    private static async Task Session(string address, DoorCounts counts)
    {
        using var browser = Client(address, null);
        var page = await browser.GetStringAsync("/account/login");
        using var form = new FormUrlEncodedContent([new("_handler", "login"), new("__RequestVerificationToken", Token(page)), new("Form.Name", "eve"), new("Form.Password", Password)]);
        using var signedIn = await browser.PostAsync("/account/login", form);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("hodl=", StringComparison.Ordinal)).Split(';')[0];
        using var copy = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
        copy.DefaultRequestHeaders.Add("Cookie", cookie);
        counts.Check("sessions", await Status(copy, "GET", "/api/v1/runs") == 200, "a cookie before signing out");
        using var signOut = new FormUrlEncodedContent([new("__RequestVerificationToken", Token(await browser.GetStringAsync("/runs")))]);
        using var signedOut = await browser.PostAsync("/account/logout", signOut);
        foreach (var path in (string[])["/api/v1/runs", "/api/v1/tasks", "/api/v1/tables", "/api/2.0/mlflow/experiments/search"])
        {
            counts.Check("sessions", await Status(copy, "GET", path) == 401, $"GET {path} by a copy of a cookie after signing out");
        }
    }

    private static string Token(string page) =>
        System.Text.RegularExpressions.Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;

    private static List<(string Method, string Path)> MlflowCalls() =>
    [
        .. ((string[])["experiments/create", "experiments/update", "experiments/delete", "experiments/restore", "experiments/set-experiment-tag", "experiments/delete-experiment-tag",
            "runs/create", "runs/update", "runs/delete", "runs/restore", "runs/log-metric", "runs/log-parameter", "runs/set-tag", "runs/delete-tag", "runs/log-batch", "runs/log-model",
            "runs/log-inputs", "runs/outputs", "runs/search", "logged-models", "logged-models/search", "experiments/search", "experiments/search-datasets"])
            .Select(path => ("POST", "/api/2.0/mlflow/" + path)),
        .. ((string[])["experiments/get?experiment_id=0", "experiments/get-by-name?experiment_name=Default", "experiments/search", "experiments/list", "runs/get?run_id=1",
            "metrics/get-history?run_id=1&metric_key=a", "artifacts/list?run_id=1"]).Select(path => ("GET", "/api/2.0/mlflow/" + path)),
        ("GET", "/api/2.0/mlflow-artifacts/artifacts?path=x"),
    ];

    private static Dictionary<string, string> Prepare(string database, out long table, out long share, out string secret)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(database)!);
        using var catalog = new Catalog(database);
        var (accounts, tokens) = (new AccountStore(catalog, TimeProvider.System), new TokenStore(catalog, TimeProvider.System));
        var keys = new Dictionary<string, string>();
        foreach (var (name, role) in new[] { ("ada", Roles.Admin), ("eve", Roles.Experimenter), ("ian", Roles.Experimenter), ("vic", Roles.Viewer), ("max", Roles.Admin) })
        {
            var account = new Account { Name = name, Folded = name.ToUpperInvariant(), Role = role, Stamp = Guid.NewGuid().ToString("N") };
            account.Password = new PasswordHasher<Account>().HashPassword(account, Password);
            accounts.Add(account);
            var id = accounts.FindName(account.Folded)!.Id;
            keys[name + " read"] = tokens.Add(id, "test", [Policies.Read], null);
            keys[name + " launch"] = tokens.Add(id, "test", [Policies.Launch], null);
            if (name == "eve")
            {
                keys["expired"] = tokens.Add(id, "expired", [Policies.Launch], DateTimeOffset.UtcNow.AddSeconds(-1));
                keys["revoked"] = tokens.Add(id, "revoked", [Policies.Launch], null);
                tokens.Revoke(tokens.List(id).Single(token => token.Name == "revoked").Id, id);
            }
        }

        keys["shut"] = keys["max launch"];
        var shut = accounts.FindName("MAX")!;
        shut.Disabled = true;
        accounts.Update(shut);
        using var store = new RunStore(catalog, TimeProvider.System);
        foreach (var name in (string[])["eve's run", "another of eve's"])
        {
            store.Add(new ImportedRun { Name = name, Series = [], Results = [new RunResult("phi", 1)] }, "", "eve");
        }

        new ProjectStore(catalog, TimeProvider.System).Add("eve's", "", "eve");
        table = new TableStore(catalog, TimeProvider.System).Add(new() { Name = "eve's", RowsBy = ["method"] }, "eve");
        (share, secret) = new ShareStore(catalog, TimeProvider.System).Add("run", "1", "Only this", "eve", null);
        return keys;
    }

    private static HttpClient Client(string address, string? key)
    {
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private static async Task<int> Status(HttpClient http, string method, string path, string body = "{}")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT" or "PATCH")
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }
}
