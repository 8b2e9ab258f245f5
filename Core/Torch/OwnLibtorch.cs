using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Hodl.Core.Torch;

/// <summary>
/// A libtorch of the user's own in place of the package's: the environment variable LIBTORCH names the folder torch of a Python
/// installation, or another one with lib/libtorch_cpu.so. Every symbol that TorchSharp needs is looked up at once, so that one that
/// does not fit is refused with words; bound later, it would end the process at the first call of a missing function.
/// </summary>
internal static partial class OwnLibtorch
{
    private const string Variable = "LIBTORCH";
    private const string Wanted = "2.10.0";
    private const string Bridge = "libLibTorchSharp.so";
    private const int BindNow = 2, OnlyLoaded = 4; // RTLD_NOW and RTLD_NOLOAD, dlfcn.h

    // In the order of their dependence; CUDA's are absent from libraries for the CPU.
    private static readonly string[] Libraries = ["libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    /// <summary>The folder; null where the package's own libtorch is taken.</summary>
    internal static string? Folder { get; } = OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
        ? folder : null;

    /// <summary>The version that the folder says, "2.10.0+cpu"; null where it does not.</summary>
    internal static string? Version { get; } = Folder is null ? null : Read(Folder);

    /// <summary>Loads it with what binds TorchSharp to it.</summary>
    /// <exception cref="TorchException">The folder holds none, or not one that fits.</exception>
    internal static void Load()
    {
        var libraries = new[] { Path.Combine(Folder!, "lib"), Folder! }.FirstOrDefault(path => File.Exists(Path.Combine(path, Libraries[1])))
            ?? throw new TorchException($"{Variable}={Folder}: there is no lib/{Libraries[1]}. It names the folder torch of a Python installation.");
        var own = Libraries.Select(name => Path.Combine(libraries, name)).Where(File.Exists).ToList();
        own.ForEach(Open);
        foreach (var name in own.Select(Path.GetFileName).Where(name => dlopen(name!, BindNow | OnlyLoaded) == 0))
        {
            throw Unfit($"{name} there calls itself by another name, so that the package's would be loaded beside it");
        }

        Open(BridgeFile());
    }

    private static void Open(string file)
    {
        var reason = "";
        // The runtime itself uses the loader while it prepares a call, which clears the reason: then it is asked once more.
        for (var attempt = 0; attempt < 5 && reason.Length == 0; attempt++)
        {
            if (dlopen(file, BindNow) != 0)
            {
                return;
            }

            reason = Marshal.PtrToStringUTF8(dlerror()) ?? "";
        }

        throw Unfit(reason);
    }

    private static TorchException Unfit(string reason) => new(
        $"{Variable}={Folder}: this libtorch {Version ?? "of unknown version"} does not fit TorchSharp {TorchRuntime.TorchSharpVersion}, which is "
        + $"made for {Wanted}: {reason}. Without {Variable} the package's own is taken.");

    private static string BridgeFile() => (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? AppContext.BaseDirectory)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, Bridge)).FirstOrDefault(File.Exists)
        ?? throw new TorchException($"{Bridge} is missing beside this program");

    private static string? Read(string folder)
    {
        var file = Path.Combine(folder, "version.py");
        var found = File.Exists(file) ? Assigned().Match(File.ReadAllText(file)) : Match.Empty;
        var plain = Path.Combine(folder, "build-version"); // of an archive for C++
        return found.Success ? found.Groups[1].Value : File.Exists(plain) ? File.ReadAllText(plain).Trim() : null;
    }

    [GeneratedRegex("""^__version__\s*=\s*['"]([^'"]+)['"]""", RegexOptions.Multiline)]
    private static partial Regex Assigned();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint dlopen(string file, int flags);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint dlerror();
}
