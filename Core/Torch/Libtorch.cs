using System.Runtime.InteropServices;
using TorchSharp;

namespace Hodl.Core.Torch;

/// <summary>The loaded libraries of libtorch and their exported symbols. Null where a library or a symbol is not there.</summary>
internal static class Libtorch
{
    private static readonly Lazy<nint> Core = new(() => Open("libc10.so"));
    private static readonly Lazy<nint> Cpu = new(() => Open("libtorch_cpu.so"));

    /// <summary>The address of an exported symbol of libc10, or 0.</summary>
    internal static nint InCore(string symbol) => Find(Core.Value, symbol);

    /// <summary>The address of an exported symbol of libtorch_cpu, or 0.</summary>
    internal static nint InCpu(string symbol) => Find(Cpu.Value, symbol);

    /// <summary>
    /// Data of libtorch_cpu.so that it does not export, by its address in the one file that is known: that of the package
    /// libtorch-cpu-linux-x64 2.10.0. Null in any other, where what would be mended has to be looked for anew.
    /// </summary>
    internal static unsafe void* KnownData(nint address)
    {
        const long fileBytes = 461_211_481;
        const nint context = 0x1c784f0;
        var start = InCpu(GlobalContext);
        return start != 0 && Loaded("libtorch_cpu.so") is { } file && new FileInfo(file).Length == fileBytes
            ? (void*)(start - context + address) : null;
    }

    /// <summary>at::globalContext(), whose address also tells where the library lies.</summary>
    internal const string GlobalContext = "_ZN2at13globalContextEv";

    private static nint Find(nint library, string symbol) =>
        library != 0 && NativeLibrary.TryGetExport(library, symbol, out var address) ? address : 0;

    // By its full path, so that no second copy is loaded.
    private static nint Open(string name) => Loaded(name) is { } path && NativeLibrary.TryLoad(path, out var library) ? library : 0;

    private static string? Loaded(string name)
    {
        const string maps = "/proc/self/maps";
        _ = torch.get_num_threads();
        return !File.Exists(maps) ? null : File.ReadLines(maps).Where(line => line.EndsWith($"/{name}", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/')..]).FirstOrDefault();
    }
}
