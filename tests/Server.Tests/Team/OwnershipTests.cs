using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Hodl.Components.Tables;
using Hodl.Server.Runs;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Tests.Team;

/// <summary>Whose things: their person and admins change them, others read and copy, and an open project is everybody's.</summary>
public sealed class OwnershipTests(TeamServerFixture team) : IClassFixture<TeamServerFixture>
{
    private static readonly TableQuestion Question = new() { Name = "mine" };

    private TeamServer Server => team.Server;

    [Fact]
    public async Task Table_OfAnother_IsReadAndCopiedOnly()
    {
        using var people = People();
        var (eve, ian, ada) = people;
        var id = await Made(await eve.PostAsJsonAsync("/api/v1/tables", new { name = "eve's", rowsBy = new[] { "method" } }));
        var body = new { name = "ian's", rowsBy = new[] { "method" } };
        Assert.Equal(HttpStatusCode.OK, (await ian.GetAsync($"/api/v1/tables/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ian.PutAsJsonAsync($"/api/v1/tables/{id}", body)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ian.DeleteAsync($"/api/v1/tables/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await ian.PostAsJsonAsync("/api/v1/tables", body)).StatusCode);
        Assert.Equal("eve's", Server.Get<TableStore>().Find(id)!.Question.Name);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.DeleteAsync($"/api/v1/tables/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ian.PostAsync($"/api/v1/tables/{id}/undelete", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await eve.PostAsync($"/api/v1/tables/{id}/undelete", null)).StatusCode);
    }

    [Fact]
    public async Task NoteTagAndProject_OfAnothersRun_AreRefusedUntilItsProjectIsOpen()
    {
        using var people = People();
        var (eve, ian, ada) = people;
        var run = Server.Run("eve");
        var calls = new Func<Task<HttpResponseMessage>>[]
        {
            () => ian.PutAsJsonAsync($"/api/v1/runs/{run}/note", new { text = "ian was here" }), () => ian.PutAsync($"/api/v1/runs/{run}/tags/x", null),
            () => ian.DeleteAsync($"/api/v1/runs/{run}/tags/x"), () => ian.PutAsJsonAsync($"/api/v1/runs/{run}/project", new { name = "shared" }),
        };
        Assert.Equal(HttpStatusCode.NoContent, (await eve.PostAsJsonAsync("/api/v1/projects", new { name = "shared" })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await eve.PutAsJsonAsync($"/api/v1/runs/{run}/project", new { name = "shared" })).StatusCode);
        foreach (var call in calls)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await call()).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await ian.PostAsJsonAsync($"/api/v1/runs/{run}/comments", new { text = "a word" })).StatusCode);
        var project = (await eve.GetFromJsonAsync<JsonElement>("/api/v1/projects")).EnumerateArray().Single(one => one.GetProperty("name").GetString() == "shared").GetProperty("id").GetInt64();
        Assert.Equal(HttpStatusCode.Forbidden, (await ian.PatchAsJsonAsync($"/api/v1/projects/{project}", new { name = "shared", open = true })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await eve.PatchAsJsonAsync($"/api/v1/projects/{project}", new { name = "shared", open = true })).StatusCode);
        foreach (var call in calls)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await call()).StatusCode);
        }

        // The runs themselves stay their person's, and so does the project.
        Assert.Equal(HttpStatusCode.Forbidden, (await ian.DeleteAsync($"/api/v1/runs/{run}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ian.DeleteAsync($"/api/v1/projects/{project}")).StatusCode);
        var id = await Made(await eve.PostAsJsonAsync("/api/v1/tables", new { name = "of all", rowsBy = new[] { "method" }, filter = new { project = "shared" } }));
        Assert.Equal(HttpStatusCode.NoContent, (await ian.PutAsJsonAsync($"/api/v1/tables/{id}", new { name = "of us all", rowsBy = new[] { "method" }, filter = new { project = "shared" } })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.DeleteAsync($"/api/v1/projects/{project}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ian.PutAsJsonAsync($"/api/v1/runs/{run}/note", new { text = "again" })).StatusCode);
    }

    [Fact]
    public async Task Experiment_OfAnother_IsLoggedToOnly()
    {
        using var people = People();
        var (eve, ian, ada) = people;
        const string Api = "/api/2.0/mlflow/experiments/";
        var id = (await (await eve.PostAsJsonAsync(Api + "create", new { name = "eve's baselines" })).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("experiment_id").GetString();
        foreach (var (path, body) in new (string, object)[]
        {
            ("update", new { experiment_id = id, new_name = "ian's" }), ("set-experiment-tag", new { experiment_id = id, key = "a", value = "b" }),
            ("delete", new { experiment_id = id }), ("update", new { experiment_id = "0", new_name = "ian's" }),
        })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await ian.PostAsJsonAsync(Api + path, body)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await ian.PostAsJsonAsync("/api/2.0/mlflow/runs/create", new { experiment_id = id })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await eve.PostAsJsonAsync(Api + "update", new { experiment_id = id, new_name = "eve's own" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ada.PostAsJsonAsync(Api + "delete", new { experiment_id = id })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ian.PostAsJsonAsync(Api + "restore", new { experiment_id = id })).StatusCode);
    }

    /// <summary>What the handlers of pages call, whatever a page shows: a viewer who enables a disabled control gets nowhere.</summary>
    [Fact]
    public void Deeds_OfAViewer_AreRefusedEach()
    {
        var (vic, run) = (Who("vic", Roles.Viewer), Server.Run("eve"));
        var (notes, projects, tables) = (Server.Get<NoteDeeds>(), Server.Get<ProjectDeeds>(), Server.Get<TableDeeds>());
        projects.Add(Who("eve", Roles.Experimenter), $"of {run}", "");
        foreach (var deed in new Action[]
        {
            () => notes.Move(vic, [run], $"of {run}"), () => notes.SetNote(vic, run, "x"), () => notes.Tag(vic, [run], "x"), () => notes.Untag(vic, run, "x"), () => notes.Comment(vic, run, "x"),
            () => projects.Add(vic, "x", ""), () => tables.Add(vic, Question), () => Server.Get<ShareDeeds>().Add(vic, "run", $"{run}", "x", 1),
            () => Server.Get<WebhookDeeds>().Add(vic, "https://chat.example.org/"), () => Server.Get<ModelDeeds>().Keep(vic, run, "x"), () => Server.Get<DataDeeds>().Check(vic, "x"),
            () => Server.Get<RunDeeds>().Verify(vic, run, new(), default), () => Server.Get<TokenDeeds>().Add(vic, "x", Policies.Launch, 1),
        })
        {
            Assert.Throws<UnauthorizedAccessException>(deed);
        }

        Assert.Equal("", Server.Get<RunStore>().Find(run)!.Project);
        Assert.Null(Server.Get<NoteStore>().Note(run));
    }

    [Fact]
    public void Deeds_OnAnothersThings_AreRefusedEach()
    {
        var (eve, ian, run) = (Who("eve", Roles.Experimenter), Who("ian", Roles.Experimenter), Server.Run("eve"));
        var notes = Server.Get<NoteDeeds>();
        notes.Comment(eve, run, "mine");
        var comment = Server.Get<NoteStore>().Comments(run).Single().Id;
        var study = Server.Get<StudyStore>().Add("mine", [run], "eve");
        var link = Server.Get<ShareDeeds>().Add(eve, "run", $"{run}", "mine", 1).Id;
        foreach (var deed in new Action[]
        {
            () => notes.DeleteComment(ian, comment), () => Server.Get<StudyDeeds>().Delete(ian, study), () => Server.Get<ShareDeeds>().Revoke(ian, link), () => notes.Tag(ian, [run], "x"),
            () => Server.Get<RunDeeds>().Rename(ian, run, "ian's"),
        })
        {
            Assert.Throws<UnauthorizedAccessException>(deed);
        }

        notes.DeleteComment(eve, comment);
        Server.Get<StudyDeeds>().Delete(eve, study);
        Server.Get<ShareDeeds>().Revoke(eve, link);
    }

    [Fact]
    public void Launch_UnknownProject_IsRefusedNotIgnored()
    {
        var refused = Assert.Throws<InvalidRunException>(() => Server.Get<RunDeeds>().Launch(Who("eve", Roles.Experimenter), [TestServer.Spec(new FakeSettings())], "no such project"));
        Assert.Contains("project = no such project", refused.Message, StringComparison.Ordinal);
    }

    private static ClaimsPrincipal Who(string name, string role) => new(new ClaimsIdentity([new(ClaimTypes.Name, name), new(ClaimTypes.Role, role)], "test"));

    private static async Task<long> Made(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.Created ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64()
            : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());

    private Three People() => new(Server.Program("eve", "launch"), Server.Program("ian", "launch"), Server.Program("ada", "admin"));

    private sealed record Three(HttpClient Eve, HttpClient Ian, HttpClient Ada) : IDisposable
    {
        public void Dispose()
        {
            Eve.Dispose();
            Ian.Dispose();
            Ada.Dispose();
        }
    }
}
