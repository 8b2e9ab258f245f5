using System.Runtime.InteropServices;
using TorchSharp;

namespace Hodl.Core.Torch;

/// <summary>
/// libtorch's own account of its CPU tensors, which it keeps for profilers: bytes after every allocation and release, told to an object
/// that a thread has registered. That object is an abstract C++ class (MemoryReportingInfoBase), whose table of functions is
/// built here. Only where libtorch exports what this needs; elsewhere the numbers are the resident set's.
/// </summary>
internal static unsafe class MemoryReport
{
    private const byte ProfilerState = 2; // c10::DebugInfoKind

    private static readonly nint* Reporter = Create();
    private static nint push;
    private static long peak;

    [ThreadStatic]
    private static bool watched;

    // What this thread was told last: one for all could be overwritten by a thread that was told earlier and held up.
    [ThreadStatic]
    private static long live;

    /// <summary>Whether libtorch counts.</summary>
    internal static bool IsExact => push != 0;

    /// <summary>Lets libtorch count from the first tensor on.</summary>
    internal static void Enable()
    {
        var flag = Libtorch.InCore("FLAGS_caffe2_report_cpu_memory_usage");
        var register = Libtorch.InCore("_ZN3c1020ThreadLocalDebugInfo5_pushENS_13DebugInfoKindESt10shared_ptrINS_13DebugInfoBaseEE");
        if (flag != 0 && register != 0 && torch.__version__.StartsWith("2.10.", StringComparison.Ordinal))
        {
            *(byte*)flag = 1;
            push = register;
        }
    }

    /// <summary>Bytes of all CPU tensors now, and the most that they were on watched threads since the last reset.</summary>
    internal static (long Live, long Peak) Read()
    {
        if (!IsExact)
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return (process.WorkingSet64, process.PeakWorkingSet64);
        }

        Watch();
        torch.empty(1, torch.uint8).Dispose(); // what is released on other threads is told with the next block
        return (live, Volatile.Read(ref peak));
    }

    /// <summary>Starts a new peak; from now on this thread's allocations count for it.</summary>
    internal static void ResetPeak()
    {
        var (now, _) = Read();
        Volatile.Write(ref peak, now);
    }

    // A shared_ptr without a counter: the object lives as long as the process.
    private static void Watch()
    {
        if (!watched)
        {
            watched = true;
            var pointer = stackalloc nint[2];
            (pointer[0], pointer[1]) = ((nint)Reporter, 0);
            ((delegate* unmanaged<byte, nint*, void>)push)(ProfilerState, pointer);
        }
    }

    private static nint* Create()
    {
        var memory = (nint*)NativeMemory.AllocZeroed(8, (nuint)sizeof(nint));
        var functions = memory + 1;
        memory[0] = (nint)functions;
        functions[0] = functions[1] = (nint)(delegate* unmanaged<nint, void>)&Destroy;
        functions[2] = (nint)(delegate* unmanaged<nint, nint, long, nuint, nuint, ushort, void>)&Report;
        functions[3] = (nint)(delegate* unmanaged<nint, long, nuint, nuint, ushort, void>)&OutOfMemory;
        functions[4] = (nint)(delegate* unmanaged<nint, byte>)&IsEnabled;
        return memory;
    }

    [UnmanagedCallersOnly]
    private static void Destroy(nint self) { }

    [UnmanagedCallersOnly]
    private static void OutOfMemory(nint self, long bytes, nuint allocated, nuint reserved, ushort device) { }

    [UnmanagedCallersOnly]
    private static byte IsEnabled(nint self) => 1;

    /// <summary>The low byte of a device is its type, 0 for the CPU.</summary>
    [UnmanagedCallersOnly]
    private static void Report(nint self, nint block, long bytes, nuint allocated, nuint reserved, ushort device)
    {
        if ((device & 0xff) == 0)
        {
            live = (long)allocated;
            var seen = Volatile.Read(ref peak);
            while ((long)allocated > seen)
            {
                var found = Interlocked.CompareExchange(ref peak, (long)allocated, seen);
                if (found == seen)
                {
                    break;
                }

                seen = found;
            }
        }
    }
}
