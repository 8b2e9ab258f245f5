using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace Hodl.Core.Torch;

/// <summary>What TorchSharp has no name for: memory in numbers, versions, threads of one thread, devices.</summary>
public static partial class TorchRuntime
{
    private static readonly Lock Threads = new();

    /// <summary>The version of libtorch, "2.10.0", and whether it is not the package's own.</summary>
    public static string LibtorchVersion => OwnLibtorch.Folder is null ? torch.__version__ : $"{OwnLibtorch.Version ?? torch.__version__} of LIBTORCH";

    /// <summary>The version of TorchSharp, "0.107.0".</summary>
    public static string TorchSharpVersion => typeof(torch).Assembly.GetName().Version!.ToString(3);

    /// <summary>What computes products, with its version and what was set.</summary>
    public static string Blas => Mkl.State;

    /// <summary>Whether a CUDA device can compute.</summary>
    public static bool HasCuda => torch.cuda.is_available();

    /// <summary>Tensor objects that are not disposed yet.</summary>
    internal static long LiveTensors => torch.Tensor.TotalCount - Parameters.Made;

    /// <summary>Whether a GPU was prepared in this process.</summary>
    internal static bool UsesDevices { get; private set; }

    /// <summary>The memory now.</summary>
    public static TorchMemory Memory
    {
        get
        {
            var heap = OperatingSystem.IsLinux() ? mallinfo2() : default;
            return new TorchMemory(OperatingSystem.IsLinux() ? heap.Used : Environment.WorkingSet, heap.Free, LiveTensors);
        }
    }

    /// <summary>
    /// Bytes by which the tensors may grow before forgotten ones are looked for. Small budgets collect often, large ones let undisposed
    /// tensors pile up.
    /// </summary>
    public static long MemoryBudgetBytes
    {
        get => MemoryBudget.Shared.Bytes;
        set => MemoryBudget.Shared.Bytes = value;
    }

    /// <summary>The name of a device given as text, such as "cuda:0".</summary>
    /// <exception cref="TorchException">There is no such device.</exception>
    public static string DeviceName(string device) => DeviceName(Device(device));

    /// <summary>"cpu", or a CUDA device with its maker's name: "cuda:0 NVIDIA H200".</summary>
    /// <exception cref="TorchException">There is no such device.</exception>
    public static string DeviceName(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var index = Math.Max(device.index, 0);
        return device.type == DeviceType.CUDA ? $"cuda:{index} {GpuName(index)}" : device.ToString();
    }

    /// <summary>A device by its name.</summary>
    /// <exception cref="TorchException">There is no such device.</exception>
    public static torch.Device Device(string name)
    {
        try
        {
            return torch.device(name);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new TorchException($"there is no device '{name}' here", exception);
        }
    }

    /// <summary>
    /// Brings a GPU to what the CPU does by itself: float32 products are in float32, not in TF32, and the same run gives the same
    /// numbers. To be called before anything is computed there; nothing for the CPU.
    /// </summary>
    /// <exception cref="TorchException">There is no such device.</exception>
    public static void Prepare(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.type != DeviceType.CUDA)
        {
            return;
        }

        if (device.index >= torch.cuda.device_count())
        {
            throw new TorchException($"there is no device {device} here");
        }

        Environment.SetEnvironmentVariable("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
        torch.backends.cuda.matmul.allow_tf32 = false;
        torch.backends.cudnn.allow_tf32 = false;
        UsesDevices = true;
    }

    /// <summary>Waits for what the GPUs in use were told to do: a clock that is read before measures the telling.</summary>
    public static void Synchronize()
    {
        if (UsesDevices)
        {
            torch.cuda.synchronize();
        }
    }

    /// <summary>Gives freed memory back to the system.</summary>
    public static void EmptyCache()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = malloc_trim(0);
        }
    }

    /// <summary>
    /// The cores that one operation may use when called from this thread. Other threads keep their own: libtorch hands the count of the
    /// last caller to every thread that computes for the first time, so that one of ours sets it back to 1.
    /// </summary>
    public static void SetThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        lock (Threads)
        {
            _ = torch.get_num_threads(); // libtorch sets a thread's count itself at its first use there: let that happen first
            torch.set_num_threads(count);
            if (count != 1)
            {
                var other = new Thread(() => torch.set_num_threads(1));
                other.Start();
                other.Join();
            }
        }
    }

    // Through the driver: TorchSharp has no such call.
    private static unsafe string GpuName(int index)
    {
        var name = stackalloc byte[256];
        if (!NativeLibrary.TryLoad("libcuda.so.1", out var driver)
            || ((delegate* unmanaged<uint, int>)NativeLibrary.GetExport(driver, "cuInit"))(0) != 0
            || ((delegate* unmanaged<int*, int, int>)NativeLibrary.GetExport(driver, "cuDeviceGet"))(&index, index) != 0
            || ((delegate* unmanaged<byte*, int, int, int>)NativeLibrary.GetExport(driver, "cuDeviceGetName"))(name, 256, index) != 0)
        {
            throw new TorchException($"there is no CUDA device {index} here");
        }

        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int malloc_trim(nuint pad);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial HeapInfo mallinfo2();

    /// <summary>struct mallinfo2: ten sizes, the eighth the bytes in use and the ninth the free ones that the heap keeps.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct HeapInfo
    {
        private readonly nuint arena, ordinary, small, maps, mapped, top, freeSmall, used, free, trim;

        internal long Used => (long)used;

        internal long Free => (long)free;
    }
}
