using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Claims;
using System.Security.Cryptography;
using Hodl.Core.Data;
using Hodl.Server.Data;
using Hodl.Server.Store;
using Hodl.Server.Team;

namespace Hodl.Server.Tests.Data;

/// <summary>Against a server of our own on loopback, which can break off and change.</summary>
public sealed class DataFetchTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly List<string> _asked = [];
    private readonly HttpClient _http = new();
    private WebApplication _site = null!;
    private TaskCompletionSource? _hold;
    private string _holdAt = "";
    private int _breakAfter = int.MaxValue;
    private string _tag = "\"one\"";

    private string Root => Path.Combine(_folder.Path, "data");

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _site = builder.Build();
        _site.MapGet("/{**name}", async (HttpContext context) =>
        {
            var name = context.Request.Path.Value!.TrimStart('/');
            _asked.Add($"{name} {context.Request.Headers.Range}".Trim());
            if (!_files.TryGetValue(name, out var bytes))
            {
                context.Response.StatusCode = 404;
                return;
            }

            if (_hold is { } hold && name == _holdAt)
            {
                await hold.Task;
            }

            var from = 0;
            if (context.Request.Headers.Range.ToString() is { Length: > 0 } range && (context.Request.Headers.IfRange.ToString() is ""
                || context.Request.Headers.IfRange == _tag))
            {
                from = int.Parse(range.Replace("bytes=", "", StringComparison.Ordinal).TrimEnd('-'),
                    System.Globalization.CultureInfo.InvariantCulture);
                context.Response.StatusCode = 206;
                context.Response.Headers.ContentRange = $"bytes {from}-{bytes.Length - 1}/{bytes.Length}";
            }

            context.Response.Headers.ETag = _tag;
            context.Response.ContentLength = bytes.Length - from;
            var sent = Math.Min(bytes.Length - from, _breakAfter);
            await context.Response.Body.WriteAsync(bytes.AsMemory(from, sent));
            if (sent < bytes.Length - from)
            {
                await context.Response.Body.FlushAsync();
                // What is on its way when a connection is reset is lost.
                await Task.Delay(300);
                context.Abort();
            }
        });
        await _site.StartAsync();
        Directory.CreateDirectory(Root);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Fetch_PlainFiles_CheckedAndInTheLayoutWithNothingLeftBehind()
    {
        var files = Mnist();
        var told = new List<FetchProgress>();

        var found = await Fetch().Fetch(DataCatalog.Mnist, files, new Told(told), default);

        Assert.Equal(Path.Combine(Root, "mnist"), found.Folder);
        Assert.Equal(["mnist"], Entries(Root));
        Assert.Equal(files.Select(file => file.Name).Order(StringComparer.Ordinal), Entries(found.Folder));
        Assert.Equal(0, told[^1].Left);
        Assert.Equal(told[^1].Total, told[^1].Done);
        _asked.Clear();
        await Fetch().Fetch(DataCatalog.Mnist, files, new Told(told), default);
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Fetch_ConnectionBreaks_GoesOnWhereItStopped()
    {
        var files = Mnist();
        _breakAfter = 1000;
        var refusal = await Assert.ThrowsAsync<FetchException>(() => Fetch().Fetch(DataCatalog.Mnist, files, new Told([]), default));
        Assert.Contains("train-images-idx3-ubyte.gz cannot be fetched", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("By hand: bring", refusal.Message, StringComparison.Ordinal);
        Assert.Null(DataCatalog.Mnist.Find(Root));

        _breakAfter = int.MaxValue;
        await Fetch().Fetch(DataCatalog.Mnist, files, new Told([]), default);

        Assert.Equal("train-images-idx3-ubyte.gz bytes=1000-", _asked[1]);
        Assert.Equal(_files["train-images-idx3-ubyte.gz"], File.ReadAllBytes(Path.Combine(Root, "mnist", "train-images-idx3-ubyte.gz")));
        Assert.Equal(["mnist"], Entries(Root));
    }

    [Fact]
    public async Task Fetch_FileChangedInBetween_BeginsAnew()
    {
        var files = Mnist();
        _breakAfter = 1000;
        await Assert.ThrowsAsync<FetchException>(() => Fetch().Fetch(DataCatalog.Mnist, files, new Told([]), default));
        (_breakAfter, _tag) = (int.MaxValue, "\"two\"");

        await Fetch().Fetch(DataCatalog.Mnist, files, new Told([]), default);

        Assert.Equal(_files["train-images-idx3-ubyte.gz"], File.ReadAllBytes(Path.Combine(Root, "mnist", "train-images-idx3-ubyte.gz")));
    }

    [Fact]
    public async Task Fetch_AnotherFile_IsRefusedAndRemoved()
    {
        var files = Mnist();
        _files["train-labels-idx1-ubyte.gz"] = [1, 2, 3];
        var refusal = await Assert.ThrowsAsync<FetchException>(() => Fetch().Fetch(DataCatalog.Mnist, [.. files.Select(file =>
            file with { Bytes = 0 })], new Told([]), default));
        Assert.Contains("is another file: its SHA-256 is", refusal.Message, StringComparison.Ordinal);
        Assert.Null(DataCatalog.Mnist.Find(Root));
        Assert.DoesNotContain(Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories), file => file.Contains("train-labels",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fetch_Archive_UnpackedWithoutLeftoversOrWaysOut()
    {
        var data = DataCatalog.Div2kValidation with { Expected = 2 };
        var good = Add("DIV2K_valid_HR.zip", Zip("DIV2K_valid_HR/0801.png", "DIV2K_valid_HR/0802.png",
            "__MACOSX/DIV2K_valid_HR/._0801.png"));
        var found = await Fetch().Fetch(data, [good], new Told([]), default);
        Assert.Equal((2, Path.Combine(Root, "DIV2K_valid_HR")), (found.Count, found.Folder));
        Assert.Equal(["DIV2K_valid_HR"], Entries(Root));

        // An archive that holds only the files goes where the set belongs.
        var flat = DataCatalog.Set14 with { Expected = 2 };
        Assert.Equal(Path.Combine(Root, "Set14"), (await Fetch().Fetch(flat, [Add("set14.zip", Zip("a.png", "b.png"))], new Told([]),
            default)).Folder);

        var outside = Add("out.zip", Zip("../../../out.png"));
        await Assert.ThrowsAsync<FetchException>(() => Fetch().Fetch(DataCatalog.Bsd68, [outside], new Told([]), default));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "out.png", SearchOption.AllDirectories));
        var short1 = await Assert.ThrowsAsync<FetchException>(() => Fetch().Fetch(DataCatalog.Bsd68, [Add("one.zip", Zip("BSD68/a.png"))],
            new Told([]), default));
        Assert.Contains("68 items", short1.Message, StringComparison.Ordinal);
        Assert.Null(DataCatalog.Bsd68.Find(Root));
    }

    [Fact]
    public async Task Command_NoNetworkOrNoSum_SaysWhatToDo()
    {
        async Task<(int Code, string Output, string Error)> Do(params string[] arguments)
        {
            using var text = new StringWriter();
            using var error = new StringWriter();
            var code = await Server.Cli.CommandLine.RunAsync(["datasets", "fetch", .. arguments], text, error, services =>
            {
                services.AddSingleton(_ => new Catalog(_folder.Database));
                services.AddSingleton(new Server.Runs.RunOptions { DataRoot = Root });
            });
            return (code, text.ToString(), error.ToString());
        }

        var closed = await Do(["mnist", "--from", .. Enumerable.Range(0, 4).Select(at => $"http://127.0.0.1:1/{at}")]);
        Assert.Equal(1, closed.Code);
        Assert.Contains("http://127.0.0.1:1/0 cannot be fetched", closed.Error, StringComparison.Ordinal);
        Assert.Contains("By hand: bring", closed.Error, StringComparison.Ordinal);
        Assert.Contains("License: ", closed.Error, StringComparison.Ordinal);
        Assert.Contains("No SHA-256 of", (await Do("bsds500-train")).Error, StringComparison.Ordinal);
        Assert.Contains("has no address", (await Do("levin09")).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Do("nothing")).Code);
        Assert.Equal(2, (await Do("mnist", "--sha256", "12")).Code);

        var file = Add("levin.zip", Zip("levin09/kernel1.txt", "levin09/kernel2.txt", "levin09/kernel3.txt", "levin09/kernel4.txt",
            "levin09/kernel5.txt", "levin09/kernel6.txt", "levin09/kernel7.txt", "levin09/kernel8.txt"));
        var (code, output, problem) = await Do("levin09", "--from", file.Address, "--sha256", file.Sha256);
        Assert.True(code == 0, problem);
        Assert.Contains("Levin09: 8 in", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_InTheBackground_ProgressOfAllFilesStoppedAndGoneOnWith()
    {
        var data = DataCatalog.Mnist with { Downloads = Mnist() };
        using var fetches = new DataFetches(Root, "", TimeProvider.System) { Sets = [data, DataCatalog.Levin09] };
        using var shelf = new DataShelf(new Server.Runs.RunOptions { DataRoot = Root }, TimeProvider.System);
        var audit = new AuditLog(_folder.Catalog, TimeProvider.System);
        var deeds = new DataDeeds(shelf, fetches, audit);
        var told = new ConcurrentQueue<DataFetchRun>();
        fetches.Changed += () => told.Enqueue(fetches.Of("mnist")!);

        // The second file waits until it is stopped.
        _hold = new TaskCompletionSource();
        _holdAt = data.Downloads[1].Name;
        Assert.True(deeds.Fetch(Ada, "mnist"));
        Assert.False(deeds.Fetch(Ada, "mnist"));
        await Until(() => _asked.Contains(_holdAt));
        Assert.True(deeds.StopFetch(Ada, "mnist"));
        await Until(() => fetches.Of("mnist") is { IsOver: true });
        Assert.StartsWith("Stopped. ", fetches.Of("mnist")!.Failure, StringComparison.Ordinal);
        Assert.Null(data.Find(Root));
        Assert.False(deeds.StopFetch(Ada, "mnist"));

        _hold.SetResult();
        Assert.True(deeds.Fetch(Ada, "mnist"));
        await Until(() => fetches.Of("mnist") is { IsOver: true });

        Assert.Equal("", fetches.Of("mnist")!.Failure);
        Assert.NotNull(data.Find(Root));
        Assert.Equal(1, _asked.Count(ask => ask == data.Downloads[0].Name));
        Assert.All(told, run => Assert.Equal(12_000, run.Total));
        Assert.Equal(12_000, told.Max(run => run.Done));
        Assert.Equal(["fetch data", "stop fetching data", "fetch data"], audit.Read().Select(line => line.Deed));
        Assert.Contains(data.Downloads[3].Address, audit.Read()[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AnotherFileOrNoneToFetch_SaysWhy()
    {
        var data = DataCatalog.Mnist with { Downloads = Mnist() };
        _files[data.Downloads[0].Name] = [.. Enumerable.Repeat((byte)1, 3000)];
        using var fetches = new DataFetches(Root, "", TimeProvider.System) { Sets = [data, DataCatalog.Levin09] };
        using var shelf = new DataShelf(new Server.Runs.RunOptions { DataRoot = Root }, TimeProvider.System);
        var deeds = new DataDeeds(shelf, fetches, new AuditLog(_folder.Catalog, TimeProvider.System));
        Assert.True(deeds.Fetch(Ada, "mnist"));
        await Until(() => fetches.Of("mnist") is { IsOver: true });
        Assert.Contains("is another file: its SHA-256 is", fetches.Of("mnist")!.Failure, StringComparison.Ordinal);

        Assert.Contains("has no address", Assert.Throws<FetchException>(() => deeds.Fetch(Ada, "levin09")).Message, StringComparison.Ordinal);
        Assert.Contains("id = nothing: allowed is mnist", Assert.Throws<FetchException>(() => deeds.Fetch(Ada, "nothing")).Message, StringComparison.Ordinal);
        Assert.Throws<UnauthorizedAccessException>(() => deeds.Fetch(Who("vera", Roles.Viewer), "mnist"));
        using var nowhere = new DataFetches("", "", TimeProvider.System);
        Assert.Contains("No data folder", Assert.Throws<FetchException>(() => nowhere.Start("mnist")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAMirror_TakesIdAndNameBelowIt()
    {
        var data = DataCatalog.Mnist with { Downloads = [.. Mnist().Select(file => file with { Address = $"http://127.0.0.1:1/{file.Name}" })] };
        foreach (var file in data.Downloads)
        {
            _files[$"mnist/{file.Name}"] = _files[file.Name];
        }

        using var fetches = new DataFetches(Root, _site.Urls.First() + "/", TimeProvider.System) { Sets = [data] };
        Assert.NotNull(fetches.Start("mnist"));
        await Until(() => fetches.Of("mnist") is { IsOver: true });
        Assert.Equal("", fetches.Of("mnist")!.Failure);
        Assert.Equal($"mnist/{data.Downloads[0].Name}", _asked[0]);
    }

    [Fact]
    public async Task Api_SetThatProgramsMayNotFetch_IsRefusedWithWhatToDo()
    {
        using var server = new TestServer(_folder.Database, data: Root);
        using var http = server.CreateClient();
        var answer = await http.PostAsync("/api/v1/datasets/levin09/fetch", null);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("By hand: bring", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.DeleteAsync("/api/v1/datasets/mnist/fetch")).StatusCode);
    }

    private static ClaimsPrincipal Ada => Who("ada", Roles.Experimenter);

    private static ClaimsPrincipal Who(string name, string role) => new(new ClaimsIdentity([new(ClaimTypes.Name, name), new(ClaimTypes.Role, role)], "test"));

    private static async Task Until(Func<bool> condition)
    {
        for (var waited = 0; !condition(); waited++)
        {
            Assert.True(waited < 1000, "not within 20 s");
            await Task.Delay(20);
        }
    }

    private static string[] Entries(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(entry =>
        Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];

    private static byte[] Zip(params string[] names)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("1 2\n3 4"u8);
            }
        }

        return stream.ToArray();
    }

    private DataFetch Fetch() => new(new FileDownload(_http, TimeProvider.System), Root);

    private List<DataDownload> Mnist() =>
        [.. DataCatalog.Mnist.Downloads.Select((file, at) => Add(file.Name, [.. Enumerable.Range(0, 3000).Select(value =>
            (byte)(value * (at + 7)))]))];

    private DataDownload Add(string name, byte[] bytes)
    {
        _files[name] = bytes;
        return new DataDownload($"{_site.Urls.First()}/{name}", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private sealed class Told(List<FetchProgress> all) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => all.Add(value);
    }
}
