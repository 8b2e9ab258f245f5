namespace Hodl.Server.Tests.Cli;

/// <summary>The environment variable LIBTORCH, on the real program: libtorch is loaded once a process.</summary>
public sealed class OwnLibtorchTests : IDisposable
{
    private static readonly string Native = Path.Combine(Path.GetDirectoryName(typeof(Program).Assembly.Location)!, "runtimes", "linux-x64", "native");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_LibtorchElsewhere_ComputesWithIt()
    {
        using var child = Start(Folder("2.10.0+own", name => Path.Combine(Native, name)));
        Assert.Contains("\"state\":\"finished\"", child.Output, StringComparison.Ordinal);
        using var server = new TestServer(_folder.Database, tasks: Core.Tasks.TaskCatalog.All);
        Assert.Contains("2.10.0+own of LIBTORCH", server.Store.Environment(1)!.LibTorch, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FolderWithoutLibtorch_FailsWithItsName()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "empty")).FullName;
        using var child = Start(folder);
        Assert.Contains($"LIBTORCH={folder}: there is no lib/libtorch_cpu.so", child.Output, StringComparison.Ordinal);
        Assert.Equal(1, child.ExitCode);
    }

    // What stands under the names of libtorch is another library, as a build with other names is.
    [Fact]
    public void Run_AnotherLibrary_FailsWithBothVersions()
    {
        using var child = Start(Folder("1.13.1", _ => Path.Combine(Native, "libvips.so.42")));
        Assert.Contains("this libtorch 1.13.1 does not fit TorchSharp 0.107.0, which is made for 2.10.0: libc10.so", child.Output, StringComparison.Ordinal);
        Assert.Equal(1, child.ExitCode);
    }

    // A file that is no library: the loader's own words are told.
    [Fact]
    public void Run_FileThatIsNoLibrary_FailsWithTheLoadersWords()
    {
        var text = Path.Combine(_folder.Path, "text");
        File.WriteAllText(text, "no library");
        using var child = Start(Folder("2.10.0", _ => text));
        Assert.Contains("made for 2.10.0: ", child.Output, StringComparison.Ordinal);
        Assert.Contains("libc10.so: ", child.Output, StringComparison.Ordinal);
    }

    private Child Start(string libtorch) => new(
        typeof(Program).Assembly, new Dictionary<string, string> { ["LIBTORCH"] = libtorch }, _folder.Database,
        "run", "non-unique-lower-level", "--method", "shodl", "--set", "K=20", "OuterSteps=20", "--json");

    private string Folder(string version, Func<string, string> target)
    {
        var folder = Path.Combine(_folder.Path, "torch");
        var lib = Directory.CreateDirectory(Path.Combine(folder, "lib")).FullName;
        foreach (var name in new[] { "libc10.so", "libtorch_cpu.so", "libtorch.so", "libgomp-98b21ff3.so.1" })
        {
            File.CreateSymbolicLink(Path.Combine(lib, name), target(name));
        }

        File.WriteAllText(Path.Combine(folder, "version.py"), $"__version__ = '{version}'\n");
        return folder;
    }
}
