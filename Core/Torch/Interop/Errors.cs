using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Hodl.Core.Torch.Interop;

/// <summary>Turns the shim's return codes into exceptions, and carries exceptions of callbacks across C++.</summary>
internal static unsafe class Errors
{
    private const int ManagedKind = 8;

    private static readonly ConcurrentDictionary<long, ExceptionDispatchInfo> Waiting = new();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(int code)
    {
        if (code < 0)
        {
            throw Last();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint Check(nint handle) => handle != 0 ? handle : throw Last();

    /// <summary>
    /// Whether a second attempt may succeed: memory ran out, and forgotten tensors (a GPU's above all, whose bytes the
    /// budget does not see) have now been collected.
    /// </summary>
    internal static bool FreedMemory(int code)
    {
        if (code >= 0 || LastKind() != (int)TorchErrorKind.Memory)
        {
            return false;
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return true;
    }

    /// <summary>Keeps an exception of a callback while C++ unwinds; the number goes through the C ABI in its place.</summary>
    internal static long Park(Exception exception)
    {
        var info = ExceptionDispatchInfo.Capture(exception);
        long id;
        do
        {
            id = Random.Shared.NextInt64(1, long.MaxValue);
        }
        while (!Waiting.TryAdd(id, info));
        return id;
    }

    private static int LastKind()
    {
        int kind;
        long managed;
        Native.hodl_last_error(&kind, &managed);
        return kind;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TorchException Last()
    {
        int kind;
        long managed;
        var message = Marshal.PtrToStringUTF8(Native.hodl_last_error(&kind, &managed)) ?? "";
        if (kind == ManagedKind && Waiting.TryRemove(managed, out var info))
        {
            info.Throw();
        }
        return new TorchException(message, (TorchErrorKind)kind);
    }
}
