using System.Runtime.InteropServices;

namespace Hodl.Core.Torch.Interop;

/// <summary>The C entries of the shim. Handles are borrowed by every call except the releasing ones.</summary>
internal static unsafe partial class Native
{
    private const string Library = "hodltorch";

    /// <summary>The allocator must be ours before the first tensor exists.</summary>
    static Native() => Errors.Check(hodl_init());

    [LibraryImport(Library)] private static partial int hodl_init();
    [LibraryImport(Library)] internal static partial nint hodl_last_error(int* kind, long* managed);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint hodl_find(string name);
    [LibraryImport(Library)] internal static partial int hodl_call(nint op, NativeArgument* arguments, int count, NativeArgument* results, int capacity);

    [LibraryImport(Library), SuppressGCTransition] internal static partial void hodl_memory(long* values);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void hodl_reset_peak();
    [LibraryImport(Library)] internal static partial void hodl_empty_cache();

    [LibraryImport(Library)] internal static partial void hodl_set_own_threads(int count);
    [LibraryImport(Library)] internal static partial void hodl_set_default_threads(int count);
    [LibraryImport(Library)] internal static partial int hodl_get_threads();
    [LibraryImport(Library)] internal static partial nint hodl_version();
    [LibraryImport(Library)] internal static partial nint hodl_build_info();
    [LibraryImport(Library)] internal static partial nint hodl_openblas_config();
    [LibraryImport(Library)] internal static partial nint hodl_openblas_core();
    [LibraryImport(Library)] internal static partial int hodl_prepare_device(int index);
    [LibraryImport(Library)] internal static partial int hodl_device_count();
    [LibraryImport(Library)] internal static partial int hodl_device_synchronize(int index);
    [LibraryImport(Library)] internal static partial int hodl_devices_synchronize();
    [LibraryImport(Library)] internal static partial int hodl_device_memory(long* values);
    [LibraryImport(Library)] internal static partial int hodl_device_reset_peak();
    [LibraryImport(Library)] internal static partial int hodl_device_empty_cache();
    [LibraryImport(Library)] internal static partial int hodl_device_name(int index, byte* name, int capacity);
    [LibraryImport(Library)] internal static partial int hodl_set_deterministic(int on, int warnOnly);
    [LibraryImport(Library)] internal static partial int hodl_is_deterministic();
}
