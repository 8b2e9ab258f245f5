using System.Net;
using System.Text.Json;
using Hodl.Server.Store;
using Hodl.Server.Team;
using Microsoft.AspNetCore.Identity;

namespace Hodl.Server.Tests.Team;

/// <summary>Projects, tags, notes, comments, stars, streams and people by their interface.</summary>
public sealed class OrganisingTests(TeamServerFixture team) : IClassFixture<TeamServerFixture>
{
    [Fact]
    public async Task Projects_TagsNotesComments_ByTheInterface()
    {
        using var http = team.Server.Program("eve", "launch");
        var run = team.Server.Run("eve");
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsJsonAsync("/api/v1/projects", new { name = "coding", summary = "6.1" })).StatusCode);
        using var taken = await http.PostAsJsonAsync("/api/v1/projects", new { name = "CODING" });
        Assert.Equal(HttpStatusCode.BadRequest, taken.StatusCode);
        Assert.Equal("name", (await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await http.PutAsJsonAsync($"/api/v1/runs/{run}/project", new { name = "coding" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PutAsJsonAsync($"/api/v1/runs/{run}/project", new { name = "none such" })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.PutAsync($"/api/v1/runs/{run}/tags/figure%203", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.PutAsync($"/api/v1/runs/{run}/tags/b", null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PutAsync($"/api/v1/runs/{run}/tags/{new string('t', 41)}", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.PutAsJsonAsync($"/api/v1/runs/{run}/note", new { text = "**good**" })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsJsonAsync($"/api/v1/runs/{run}/comments", new { text = "why?" })).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsJsonAsync($"/api/v1/runs/{run}/comments", new { text = " " })).StatusCode);

        var shown = await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}");
        Assert.Equal(("coding", "eve"), (shown.GetProperty("project").GetString(), shown.GetProperty("person").GetString()));
        Assert.Equal(["b", "figure 3"], shown.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal("**good**", (await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}/note")).GetProperty("text").GetString());
        Assert.Equal("eve", (await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{run}/comments"))[0].GetProperty("person").GetString());

        using var vic = team.Server.Program("vic", "read");
        Assert.Equal(HttpStatusCode.NoContent, (await vic.PutAsync($"/api/v1/runs/{run}/star", null)).StatusCode);
        Assert.Contains(run, team.Server.Get<NoteStore>().Stars("vic"));
        Assert.DoesNotContain(run, team.Server.Get<NoteStore>().Stars("eve"));
        Assert.Equal(HttpStatusCode.Forbidden, (await vic.PutAsJsonAsync($"/api/v1/runs/{run}/note", new { text = "x" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await vic.GetAsync("/api/v1/audit")).StatusCode);
        using var ada = team.Server.Program("ada", "admin");
        Assert.Equal(HttpStatusCode.NoContent, (await ada.DeleteAsync($"/api/v1/runs/{run}")).StatusCode);
        Assert.Equal("delete", (await ada.GetFromJsonAsync<JsonElement>("/api/v1/audit"))[0].GetProperty("deed").GetString());

        // What is deleted for good takes its notes along.
        var store = team.Server.Get<RunStore>();
        store.Purge(TimeSpan.FromSeconds(-1));
        Assert.Null(store.Find(run));
        Assert.Empty(team.Server.Get<NoteStore>().Comments(run));
    }

    [Fact]
    public async Task Events_OfARun_BringEveryPointOnceAndEnd()
    {
        var run = team.Server.Run("eve");
        using var http = team.Server.Program("vic", "read");
        var text = await http.GetStringAsync($"/api/v1/runs/{run}/events");
        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var points = events.Where(part => part.Contains("event: points", StringComparison.Ordinal))
            .SelectMany(part => JsonElement.Parse(part.Split('\n').Single(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..]).GetProperty("series").EnumerateArray())
            .Where(series => series.GetProperty("name").GetString() == "phi").SelectMany(series => series.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal(FakeRun.Phi(1, [1, 2, 3, 4, 5]), points);
        Assert.Contains("\"state\":\"finished\"", events[^1], StringComparison.Ordinal);
        var last = events[^1].Split('\n').Single(line => line.StartsWith("id: ", StringComparison.Ordinal))[4..];
        Assert.DoesNotContain("event: points", await http.GetStringAsync($"/api/v1/runs/{run}/events?after={last}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenApi_Document_SaysHowToSignInWithExamples()
    {
        using var http = team.Server.Browser();
        var document = JsonElement.Parse(await http.GetStringAsync("/openapi/v1.json"));
        var paths = document.GetProperty("paths");
        Assert.Equal("constrained-sparse-coding", paths.GetProperty("/api/v1/runs").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetProperty("task").GetString());
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString());
        Assert.True(paths.TryGetProperty("/api/v1/runs/{id}/events", out _));
        Assert.DoesNotContain(paths.EnumerateObject(), path => path.Name.Contains("mlflow", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Provider_GroupsOfAPerson_GiveTheRoleAndOneAccount()
    {
        var oidc = new OidcOptions { Authority = "https://id.example", Groups = new Dictionary<string, string> { ["lab"] = "experimenter", ["leads"] = "admin" }, DefaultRole = "" };
        using var scope = team.Server.Host.Services.CreateScope();
        var (store, accounts) = (team.Server.Get<AccountStore>(), scope.ServiceProvider.GetRequiredService<UserManager<Account>>());
        System.Security.Claims.ClaimsPrincipal Person(params string[] groups) => new(new System.Security.Claims.ClaimsIdentity(
            [new("iss", "https://id.example"), new("sub", "42"), new("preferred_username", "eve"), .. groups.Select(group => new System.Security.Claims.Claim("roles", group))]));
        Assert.Null(await OidcSetup.Admit(Person("other"), oidc, store, accounts));
        var first = await OidcSetup.Admit(Person("lab"), oidc, store, accounts);
        Assert.Equal(("experimenter", "eve-2"), (first!.Role, first.Name));
        var again = await OidcSetup.Admit(Person("lab", "leads"), oidc, store, accounts);
        Assert.Equal((first.Id, "admin"), (again!.Id, store.Find(first.Id)!.Role));
        Assert.NotEqual(first.Stamp, again.Stamp);
    }
}
