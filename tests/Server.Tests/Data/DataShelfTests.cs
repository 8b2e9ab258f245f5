using System.Net;
using System.Text.Json;
using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Tasks;
using Hodl.Server.Data;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Data;

public sealed class DataShelfTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Root => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Look_FoldersOfEveryKind_CountsSizesAndTheRestAbsent()
    {
        Put("Set14/a.png", Png(8, 10));
        Put("Set14/b.png", Png(6, 6));
        Put("set3c/1.png", Png(4, 4));
        Put("set3c/2.png", Png(4, 4));
        Put("set3c/3.png", Png(4, 4));
        Put("Rain100L/rainy/rain-001.png", Png(5, 7));
        Put("Rain100L/clean/norain-001.png", Png(5, 7));
        Put("levin09/kernel1.txt", "1 2\n3 4"u8.ToArray());
        Put("my-own/x.png", Png(9, 3));
        Put("my-own/y.png", "no picture"u8.ToArray());
        Put("mnist/train-images-idx3-ubyte.gz", [1, 2, 3]);
        using var shelf = Shelf();

        var sets = shelf.Look(default).ToDictionary(set => set.Data.Id);

        Assert.Equal((DataState.Partial, 2, "6 × 6, 10 × 8", "Set14"),
            (sets["set14"].State, sets["set14"].Count, sets["set14"].Sizes, sets["set14"].Folder));
        Assert.Equal((DataState.Whole, 3, "4 × 4"), (sets["set3c"].State, sets["set3c"].Count, sets["set3c"].Sizes));
        Assert.Equal((DataState.Partial, 1, "7 × 5"), (sets["rain100l"].State, sets["rain100l"].Count, sets["rain100l"].Sizes));
        Assert.Equal((DataState.Partial, 1, ""), (sets["levin09"].State, sets["levin09"].Count, sets["levin09"].Sizes));
        Assert.Equal(DataState.Absent, sets["mnist"].State);  // one of its four files
        Assert.Equal((DataState.Whole, 2, "3 × 9"), (sets["my-own"].State, sets["my-own"].Count, sets["my-own"].Sizes));
        Assert.Contains("y.png", Assert.Single(sets["my-own"].Damaged), StringComparison.Ordinal);
        Assert.Equal(DataState.Absent, sets["waterloo"].State);
        Assert.Equal(new FileInfo(Path.Combine(Root, "my-own", "x.png")).Length + 10, sets["my-own"].Bytes);
    }

    [Fact]
    public void Start_Check_FingerprintOfARunAndDamagedFilesByName()
    {
        Put("Set14/a.png", Png(8, 10));
        using var shelf = Shelf();
        Assert.True(shelf.Start("set14"));
        Assert.Equal(ImageFolder.Load(Path.Combine(Root, "Set14")).Sha256, Ended(shelf, "set14").Result!.Sha256);

        var whole = Png(64, 64);
        Put("Set14/b.png", whole[..(whole.Length / 2)]);  // its header is right, its pixels are cut short
        Assert.True(shelf.Start("set14"));

        var check = Ended(shelf, "set14");
        Assert.Contains("b.png", Assert.Single(check.Result!.Damaged), StringComparison.Ordinal);
        Assert.Equal((check.Total, ""), (check.Done, check.Failure));
        Assert.False(shelf.Start("waterloo"));
    }

    [Fact]
    public async Task Datasets_OverTheApi_ListedCheckedAndMissing()
    {
        Put("set3c/1.png", Png(4, 4));
        using var server = Server();
        using var http = server.CreateClient();

        using var started = await http.PostAsync("/api/v1/datasets/set3c/check", null);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        using var absent = await http.PostAsync("/api/v1/datasets/waterloo/check", null);
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        Ended(server.Services.GetRequiredService<DataShelf>(), "set3c");

        var sets = (await http.GetFromJsonAsync<JsonElement>("/api/v1/datasets")).EnumerateArray().ToDictionary(set =>
            set.GetProperty("id").GetString()!);
        var set = sets["set3c"];
        Assert.Equal(("partial", 1, 3, "images", 64), (set.GetProperty("state").GetString(), set.GetProperty("count").GetInt32(), set.GetProperty("expected").GetInt32(), set.GetProperty("kind").GetString(), set.GetProperty("sha256").GetString()!.Length));
        Assert.Contains("belongs in the folder DIV2K/DIV2K_train_HR", sets["div2k-train"].GetProperty("missing").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_WithoutItsData_RefusedByTheApiWithFolderAndSource()
    {
        using var server = Server();
        using var http = server.CreateClient();

        using var refused = await http.PostAsJsonAsync("/api/v1/runs", new { task = "needy" });

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        foreach (var part in new[] { "Rain100L is absent", Root, "rainy/", "icst.pku.edu.cn" })
        {
            Assert.Contains(part, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal("TestData", problem.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Throws<InvalidRunException>(() => server.Queue.Enqueue(TestServer.Spec(new FakeSettings()) with { Task = "needy" }));
        Assert.Empty(server.Store.List());

        Put("Rain100L/rain-001.png", Png(5, 7));
        Put("Rain100L/norain-001.png", Png(5, 7));
        using var taken = await http.PostAsJsonAsync("/api/v1/runs", new { task = "needy" });
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        server.WaitForEnd(1);
    }

    [Fact]
    public async Task Launch_SubstituteForItsData_TakenWithANotice()
    {
        using var server = Server();
        using var http = server.CreateClient();

        using var taken = await http.PostAsJsonAsync("/api/v1/runs", new { task = "needy", method = "unh" });

        var notice = Assert.Single((await taken.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("notices").EnumerateArray()).GetString()!;
        Assert.Contains("Set14 is absent", notice, StringComparison.Ordinal);
        Assert.Contains("Until then the run uses generated images.", notice, StringComparison.Ordinal);
        server.WaitForEnd(1);
    }

    [Fact]
    public async Task CommandLine_MissingData_ExitCodeTwoAndTheList()
    {
        Put("set3c/1.png", Png(4, 4));
        var (code, _, error) = await Cli("run", "needy");
        Assert.Equal(2, code);
        Assert.Contains("belongs in the folder Rain100L", error, StringComparison.Ordinal);

        var (listed, json, _) = await Cli("datasets", "--json", "--check");
        Assert.Equal(0, listed);
        var set = JsonElement.Parse(json).EnumerateArray().Single(set => set.GetProperty("id").GetString() == "set3c");
        Assert.Equal(ImageFolder.Load(Path.Combine(Root, "set3c")).Sha256, set.GetProperty("sha256").GetString());

        var (_, text, _) = await Cli("datasets");
        Assert.Contains("partial  set3c: 1 of 3 in set3c, 4 × 4", text, StringComparison.Ordinal);
        Assert.Contains("absent   Rain100H: belongs in Rain100H", text, StringComparison.Ordinal);
    }

    private static byte[] Png(int height, int width) =>
        ImageFile.EncodePng(new Image(height, width, 3, [.. Enumerable.Range(0, 3 * height * width).Select(at => at * 37 % 101 / 101f)]));

    private static DataCheckRun Ended(DataShelf shelf, string id)
    {
        var limit = DateTime.UtcNow.AddSeconds(30);
        while (shelf.CheckOf(id) is not { Ended: not null })
        {
            Assert.True(DateTime.UtcNow < limit, "The check does not end.");
            Thread.Sleep(10);
        }

        return shelf.CheckOf(id)!;
    }

    private DataShelf Shelf() => new(new RunOptions { DataRoot = Root }, TimeProvider.System);

    private TestServer Server() => new(_folder.Database, tasks: [new NeedyTask()], data: Root);

    private async Task<(int Code, string Output, string Error)> Cli(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Hodl.Server.Cli.CommandLine.RunAsync(arguments, output, error, services =>
        {
            services.AddSingleton<IReadOnlyList<ITask>>([new NeedyTask()]);
            services.AddSingleton(_ => new Catalog(_folder.Database));
            services.AddSingleton(new RunOptions { DataRoot = Root });
        });
        return (code, output.ToString(), error.ToString());
    }

    private void Put(string name, byte[] bytes)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }
}
