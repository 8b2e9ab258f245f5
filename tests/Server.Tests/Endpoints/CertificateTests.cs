using System.Net;
using System.Text.Json;
using Hodl.Core.Hypergradients;
using Hodl.Core.Runs;
using Hodl.Core.Tasks;
using Hodl.Server.Cli;

namespace Hodl.Server.Tests.Endpoints;

public sealed class CertificateTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestServer _server;

    public CertificateTests() => _server = new TestServer(_folder.Database, tasks: [new NonUniqueLowerLevel(), new FakeTask()]);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Verify_FinishedRun_CertificateOfItsLastStepIsKeptAndListed()
    {
        using var http = _server.CreateClient();
        var id = _server.Queue.Enqueue(Spec(certifyEvery: 0));
        _server.WaitForEnd(id);
        using var verified = await http.PostAsync($"/api/v1/runs/{id}/verify", null);
        var certificate = await verified.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, verified.StatusCode);
        Assert.Equal(("passed", "exact", 7), (certificate.GetProperty("verdict").GetString(), certificate.GetProperty("run").GetString(), certificate.GetProperty("step").GetInt32()));
        Assert.InRange(certificate.GetProperty("relativeError").GetDouble(), 0, 1e-5);
        var kept = await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{id}/certificates");
        Assert.StartsWith("central differences",
            kept[0].GetProperty("certificate").GetProperty("comparisons")[0].GetProperty("method").GetString());
        Assert.Equal(CertificateVerdict.Passed, _server.Store.List().Single().Certificate!.Verdict);
        var run = await http.GetFromJsonAsync<JsonElement>($"/api/v1/runs/{id}");
        Assert.Equal("passed", run.GetProperty("certificate").GetProperty("verdict").GetString());
    }

    [Fact]
    public void Run_CertifyEvery_CertificatesComeWithTheRun()
    {
        var id = _server.Queue.Enqueue(Spec(certifyEvery: 2));
        _server.WaitForEnd(id);

        Assert.Equal([6L, 4L, 2L], _server.Store.Certificates(id).Select(entry => entry.Certificate.Step));
        Assert.All(_server.Store.Certificates(id), entry => Assert.Equal(CertificateVerdict.Passed, entry.Certificate.Verdict));
    }

    [Fact]
    public async Task Verify_TaskWithoutHypergradient_IsUndecidedAndSaysWhy()
    {
        using var http = _server.CreateClient();
        var id = _server.Queue.Enqueue(TestServer.Spec(new FakeSettings { Steps = 3 }));
        _server.WaitForEnd(id);
        var certificate = await (await http.PostAsync($"/api/v1/runs/{id}/verify", null)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("undecided", certificate.GetProperty("verdict").GetString());
        Assert.Contains("no hypergradient", certificate.GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync("/api/v1/runs/99/verify", null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync($"/api/v1/runs/{id}/verify?threshold=2", null)).StatusCode);
    }

    [Theory]
    [InlineData(0, "verify", "non-unique-lower-level", "--set", "K=20", "--json")]
    [InlineData(2, "verify", "non-unique-lower-level", "--method", "none")]
    [InlineData(2, "verify", "none")]
    [InlineData(2, "verify", "12345678")]
    [InlineData(2, "verify", "non-unique-lower-level", "--threshold", "7")]
    public async Task CommandLine_Verify_JsonPerMethodAndExitCode(int expected, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error, services =>
            services.AddSingleton<IReadOnlyList<ITask>>([new NonUniqueLowerLevel()])
            .AddSingleton(_ => new Hodl.Server.Store.Catalog(_folder.Database + ".cli")));

        Assert.True(code == expected, error.ToString());
        Assert.Equal(expected != 0, error.ToString().Length > 0);
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected == 0 ? ["ahodl", "shodl"] : [],
            lines.Select(line => JsonElement.Parse(line).GetProperty("runMethod").GetString()));
        Assert.All(lines, line => Assert.Equal("passed",
            JsonElement.Parse(line).GetProperty("certificate").GetProperty("verdict").GetString()));
    }

    private static RunSpec Spec(int certifyEvery) => new()
    {
        Task = "non-unique-lower-level",
        Method = "ahodl",
        Settings = new NonUniqueLowerLevelSettings { K = 20, OuterSteps = 6, CertifyEvery = certifyEvery },
    };
}
