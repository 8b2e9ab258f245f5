#if TORCH_OWN
using System.Runtime.InteropServices;
using Hodl.Core.Torch.Interop;
#endif
using TorchSharp;

namespace Hodl.Core.Torch;

/// <summary>What TorchSharp has no name for: memory in numbers, versions, and which BLAS does the products.</summary>
public static class TorchRuntime
{
    /// <summary>The version of libtorch, "1.13.1".</summary>
    public static string LibtorchVersion =>
#if TORCH_OWN
        Marshal.PtrToStringUTF8(Native.hodl_version()) ?? "";
#else
        torch.__version__;
#endif

    /// <summary>Where the tensors come from: "own" (the binding in this repository) or "nuget" (the TorchSharp package).</summary>
    public static string Provider =>
#if TORCH_OWN
        "own";
#else
        "nuget";
#endif

    /// <summary>The BLAS with its version and build, "OpenBLAS 0.3.21 … Haswell MAX_THREADS=64"; "unknown" if it does not say.</summary>
    public static string Blas =>
#if TORCH_OWN
        Marshal.PtrToStringUTF8(Native.hodl_openblas_config()) ?? (BuildInfo.Contains("BLAS_INFO=mkl", StringComparison.Ordinal) ? "MKL" : "unknown");
#else
        "unknown";
#endif

    /// <summary>
    /// The processor type that OpenBLAS chose its kernels for, "SkylakeX"; results agree bit for bit only where it does.
    /// Null without OpenBLAS. OPENBLAS_CORETYPE in the environment forces it, and a wrong one halves the speed.
    /// </summary>
    public static string? BlasCore =>
#if TORCH_OWN
        Marshal.PtrToStringUTF8(Native.hodl_openblas_core());
#else
        null;
#endif

    /// <summary>Whether the environment, not the processor, chose the OpenBLAS kernels.</summary>
    public static bool BlasCoreForced => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OPENBLAS_CORETYPE"));

    /// <summary>What libtorch says of its own build: compilers, BLAS, instruction set.</summary>
    public static string BuildInfo =>
#if TORCH_OWN
        Marshal.PtrToStringUTF8(Native.hodl_build_info()) ?? "";
#else
        "";
#endif

    /// <summary>The name of a device given as text, such as "cuda:0".</summary>
    /// <exception cref="TorchException">There is no such device.</exception>
    public static string DeviceName(string device) => DeviceName(TorchSharp.torch.device(device));

    /// <summary>"cpu", or a CUDA device with its maker's name: "cuda:0 NVIDIA H200".</summary>
    /// <exception cref="TorchException">There is no such device.</exception>
    public static string DeviceName(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
#if TORCH_OWN
        if (device.type == DeviceType.CUDA)
        {
            Span<byte> name = stackalloc byte[256];
            unsafe
            {
                fixed (byte* p = name)
                {
                    Errors.Check(Native.hodl_device_name(Math.Max(device.index, 0), p, name.Length));
                }
            }
            return $"cuda:{Math.Max(device.index, 0)} {System.Text.Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)])}";
        }
#endif
        return device.ToString();
    }

    /// <summary>Whether a CUDA device can compute.</summary>
    public static bool HasCuda => torch.cuda.is_available();

    /// <summary>Whether a GPU was prepared in this process.</summary>
    internal static bool UsesDevices { get; private set; }

    /// <summary>
    /// Brings a GPU to what the CPU does by itself: float32 products are in float32, not in TF32, and the same run gives the same
    /// numbers (an operator that cannot warns on stderr). To be called before anything is computed there; nothing for the CPU.
    /// </summary>
    /// <exception cref="TorchException">There is no such device.</exception>
    public static void Prepare(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
#if TORCH_OWN
        if (device.type == DeviceType.CUDA)
        {
            Errors.Check(Native.hodl_prepare_device(Math.Max(device.index, 0)));
            UsesDevices = true;
        }
#endif
    }

    /// <summary>Waits for what the GPUs in use were told to do: a clock that is read before measures the telling.</summary>
    public static void Synchronize()
    {
#if TORCH_OWN
        if (UsesDevices)
        {
            Errors.Check(Native.hodl_devices_synchronize());
        }
#endif
    }

    /// <summary>The native memory now.</summary>
    public static TorchMemory Memory
    {
        get
        {
#if TORCH_OWN
            return MemoryBudget.Read();
#else
            return new TorchMemory(-1, -1, -1, -1, torch.Tensor.TotalCount);
#endif
        }
    }

    /// <summary>
    /// Bytes by which the tensors may grow before forgotten ones are looked for. Small budgets collect often, large
    /// ones let undisposed tensors pile up.
    /// </summary>
    public static long MemoryBudgetBytes
    {
#if TORCH_OWN
        get => MemoryBudget.Shared.Bytes;
        set => MemoryBudget.Shared.Bytes = value;
#else
        get => long.MaxValue;
        set => _ = value;
#endif
    }

    /// <summary>Starts a new peak from what is live now.</summary>
    public static void ResetPeak()
    {
#if TORCH_OWN
        Native.hodl_reset_peak();
        if (UsesDevices)
        {
            Errors.Check(Native.hodl_device_reset_peak());
        }
#endif
    }

    /// <summary>Gives cached memory back to the system. Until then live and cached bytes together stay below the most that was live at once plus 2 GiB, or a quarter of it if that is more.</summary>
    public static void EmptyCache()
    {
#if TORCH_OWN
        Native.hodl_empty_cache();
        if (UsesDevices)
        {
            Errors.Check(Native.hodl_device_empty_cache());
        }
#endif
    }

    /// <summary>The cores an operator may use on threads that did not call torch.set_num_threads; 1 at the start.</summary>
    public static void SetDefaultThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
#if TORCH_OWN
        Native.hodl_set_default_threads(count);
#else
        torch.set_num_threads(count);
#endif
    }
}
