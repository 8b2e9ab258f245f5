using System.Net;
using System.Text;

namespace Hodl.Server.Tests.Team;

/// <summary>Role × address: what each may do, signed in and by token, and what nobody may without signing in.</summary>
public sealed class RightsTests(TeamServerFixture team) : IClassFixture<TeamServerFixture>
{
    private static readonly (string Method, string Path)[] Reads =
    [
        ("GET", "/api/v1/tasks"), ("GET", "/api/v1/runs"), ("GET", "/api/v1/runs/1"), ("GET", "/api/v1/runs/1/series"), ("GET", "/api/v1/runs/1/metrics.csv"),
        ("GET", "/api/v1/runs/1/inner"), ("GET", "/api/v1/runs/1/images"), ("GET", "/runs/1/images/1"), ("GET", "/api/v1/datasets"), ("GET", "/api/v1/models"),
        ("GET", "/api/v1/runs/1/certificates"), ("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0"), ("GET", "/runs"), ("GET", "/runs/1"), ("GET", "/compare"), ("GET", "/images"),
        ("GET", "/models"), ("GET", "/datasets"), ("GET", "/tables"), ("GET", "/projects"), ("GET", "/settings"), ("GET", "/api/v1/tables"), ("GET", "/api/v1/projects"), ("GET", "/api/v1/shares"),
    ];

    private static readonly (string Method, string Path)[] Launches =
    [
        ("POST", "/api/v1/runs"), ("POST", "/api/v1/runs/999/stop"), ("POST", "/api/v1/runs/999/resume"), ("POST", "/api/v1/runs/999/repeat"), ("DELETE", "/api/v1/runs/999"),
        ("PATCH", "/api/v1/runs/999"), ("POST", "/api/v1/runs/999/undelete"), ("POST", "/api/v1/runs/999/verify"), ("POST", "/api/v1/datasets/x/check"), ("POST", "/api/v1/models"),
        ("POST", "/api/v1/runs/999/model"), ("POST", "/api/v1/models/999/restore"), ("POST", "/api/2.0/mlflow/runs/create"), ("GET", "/launch"), ("POST", "/api/v1/projects"), ("POST", "/api/v1/shares"), ("DELETE", "/api/v1/shares/999"), ("POST", "/api/v1/runs/1/comments"), ("PUT", "/api/v1/runs/1/tags/x"),
        ("POST", "/api/v1/tables"), ("DELETE", "/api/v1/tables/999"),
    ];

    [Fact]
    public async Task Nobody_EveryAddress_IsSentToSignInOrRefused()
    {
        using var http = team.Server.Browser();
        foreach (var (method, path) in Reads.Concat(Launches))
        {
            using var answer = await Send(http, method, path);
            if (path.StartsWith("/api", StringComparison.Ordinal) || path.Contains("/images/", StringComparison.Ordinal))
            {
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path}: {answer.StatusCode}");
            }
            else
            {
                Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{method} {path}: {answer.StatusCode}");
                Assert.StartsWith("/account/login", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
            }
        }

        using var hub = await http.PostAsync("/hubs/runs/negotiate?negotiateVersion=1", null);
        Assert.Equal(HttpStatusCode.Unauthorized, hub.StatusCode);
    }

    [Theory]
    [InlineData("vic", false)]
    [InlineData("eve", true)]
    [InlineData("ada", true)]
    public async Task SignedIn_EveryAddress_AsTheRoleAllows(string person, bool launches)
    {
        using var http = await team.Server.SignedIn(person);
        await Check(http, launches);
    }

    [Theory]
    [InlineData("vic", "launch", false)]
    [InlineData("eve", "launch", true)]
    [InlineData("eve", "read", false)]
    [InlineData("ada", "read", false)]
    public async Task Token_EveryAddress_AsRoleAndScopeAllow(string person, string scope, bool launches)
    {
        using var http = team.Server.Program(person, scope);
        await Check(http, launches);
    }

    [Fact]
    public async Task Token_UnknownOrRevoked_401()
    {
        using var http = team.Server.Program("eve", "read");
        var tokens = team.Server.Get<Server.Store.TokenStore>();
        var eve = team.Server.Get<Server.Store.AccountStore>().List().Single(account => account.Name == "eve").Id;
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/runs")).StatusCode);
        Assert.False(tokens.Revoke(tokens.List(eve)[0].Id, eve + 1), "nobody revokes another's token");
        Assert.True(tokens.Revoke(tokens.List(eve)[0].Id, eve));
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/runs")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", "hodl_nonsense");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/runs")).StatusCode);
    }

    [Fact]
    public async Task Experimenter_RunsOfAnother_CannotBeChanged()
    {
        var run = team.Server.Run("eve");
        using var ian = await team.Server.SignedIn("ian");
        using var eve = await team.Server.SignedIn("eve");
        using var ada = await team.Server.SignedIn("ada");
        foreach (var (method, path) in new[] { ("DELETE", ""), ("POST", "/stop"), ("POST", "/resume"), ("POST", "/undelete"), ("PATCH", "") })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await Send(ian, method, $"/api/v1/runs/{run}{path}")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await Send(eve, "DELETE", $"/api/v1/runs/{run}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Send(ada, "POST", $"/api/v1/runs/{run}/undelete")).StatusCode);
        Assert.False(team.Server.Get<Server.Store.RunStore>().Find(run)!.Deleted);
        var audit = team.Server.Get<Server.Store.AuditLog>().Read();
        Assert.Contains(audit, line => (line.Person, line.Deed, line.Target) == ("eve", "delete", $"run {run}"));
        Assert.Contains(audit, line => (line.Person, line.Deed, line.Target) == ("ada", "restore", $"run {run}"));
        Assert.DoesNotContain(audit, line => line.Person == "ian" && line.Target == $"run {run}");
    }

    [Fact]
    public async Task Launch_ByAnExperimenter_IsTheirsAndInTheAuditLog()
    {
        using var http = team.Server.Program("ian", "launch");
        using var answer = await http.PostAsJsonAsync("/api/v1/runs", new { task = "fake", set = new { Steps = 3 } });
        var id = (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("ids")[0].GetInt64();
        Assert.Equal("ian", team.Server.Get<Server.Store.RunStore>().Find(id)!.Person);
        Assert.Contains(team.Server.Get<Server.Store.AuditLog>().Read("ian", "launch"), line => line.Target == $"run {id}");
    }

    private static async Task Check(HttpClient http, bool launches)
    {
        foreach (var (method, path) in Reads)
        {
            using var answer = await Send(http, method, path);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{method} {path}: {answer.StatusCode}");
        }

        foreach (var (method, path) in Launches)
        {
            using var answer = await Send(http, method, path);
            var denied = answer.StatusCode == HttpStatusCode.Forbidden || (answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.ToString().Contains("/account/denied", StringComparison.Ordinal));
            Assert.True(denied == !launches, $"{method} {path}: {answer.StatusCode}");
        }
    }

    private static async Task<HttpResponseMessage> Send(HttpClient http, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PATCH" or "PUT")
        {
            request.Content = new StringContent(path.EndsWith("/runs", StringComparison.Ordinal) ? """{"task":"none"}""" : """{"name":"x"}""", Encoding.UTF8, "application/json");
        }

        return await http.SendAsync(request);
    }
}
