using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hodl.Core.Torch;

/// <summary>
/// What has to be so before the first tensor. TorchSharp's first use of libtorch runs <see cref="Loaded"/>, whoever causes it; until
/// then nothing of libtorch is loaded, so that commands without tensors start at once.
/// </summary>
internal static partial class TorchLoading
{
    /// <summary>Under this name in AppContext the build step has TorchSharp look for what to do once libtorch is loaded.</summary>
    private const string LoadedKey = "TorchSharp.torch.Loaded";

    /// <summary>Under this name it is asked whether a native library has been loaded already.</summary>
    private const string LoadKey = "TorchSharp.torch.Load";

    // Parameters of mallopt, malloc.h.
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4, ArenaMax = -8;

#pragma warning disable CA2255 // Whoever uses this assembly and TorchSharp needs it, before any tensor, without having to remember it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Prepare()
    {
        AppContext.SetData(TorchErrors.Key, (Func<string, Exception>)TorchErrors.Make);
        AppContext.SetData(LoadedKey, (Action)Loaded);
        if (OwnLibtorch.Folder is not null)
        {
            var own = new Lazy<bool>(() =>
            {
                OwnLibtorch.Load();
                return true;
            });
            AppContext.SetData(LoadKey, (Func<string, bool>)(_ => own.Value));
        }

        if (OperatingSystem.IsLinux())
        {
            // libtorch gives every block back to glibc, which unmaps large ones at once: the page faults of the next operation cost
            // several times the operation. One heap that only grows serves all threads; TorchRuntime.EmptyCache trims it.
            _ = mallopt(MmapMax, 0);
            _ = mallopt(TrimThreshold, int.MaxValue);
            _ = mallopt(TopPad, 64 << 20);
            _ = mallopt(ArenaMax, 1);
            // A thread that was not told otherwise computes alone: runs share the machine.
            _ = setenv("OMP_NUM_THREADS", "1", 1);
            _ = setenv("MKL_NUM_THREADS", "1", 1);
        }
    }

    private static void Loaded()
    {
        Mkl.Start();
        OneDnn.Start();
        MemoryBudget.Shared.Start();
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setenv(string name, string value, int overwrite);
}
