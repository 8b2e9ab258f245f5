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

    /// <summary>The file of libtorch_cpu in this process; null where the system does not say.</summary>
    internal static string? CpuFile { get; } = Loaded("libtorch_cpu.so");

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
