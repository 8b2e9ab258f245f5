using System.Runtime.InteropServices;

namespace Hodl.Core.Torch.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library)] internal static partial void hodl_release(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial nint hodl_share(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long hodl_dim(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long hodl_numel(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long hodl_storage_offset(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int hodl_dtype(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long hodl_element_size(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int hodl_is_contiguous(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int hodl_is_conj(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void hodl_sizes(nint tensor, long* sizes);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void hodl_strides(nint tensor, long* strides);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int hodl_device_type(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int hodl_device_index(nint tensor);
    [LibraryImport(Library)] internal static partial void* hodl_data(nint tensor);
    [LibraryImport(Library)] internal static partial nint hodl_from_bytes(void* bytes, long* sizes, int dims, int dtype);
    [LibraryImport(Library)] internal static partial int hodl_to_bytes(nint tensor, void* bytes, long count);
    [LibraryImport(Library)] internal static partial int hodl_copy_bytes(nint tensor, void* bytes, long count);

    [LibraryImport(Library)] internal static partial nint hodl_generator_new(int deviceType, int deviceIndex, ulong seed);
    [LibraryImport(Library)] internal static partial nint hodl_generator_default(int deviceType, int deviceIndex);
    [LibraryImport(Library)] internal static partial void hodl_generator_release(nint generator);
    [LibraryImport(Library)] internal static partial int hodl_manual_seed(long seed);
    [LibraryImport(Library)] internal static partial int hodl_generator_seed(nint generator, long seed);
    [LibraryImport(Library)] internal static partial long hodl_generator_random_seed(nint generator);
    [LibraryImport(Library)] internal static partial long hodl_generator_initial_seed(nint generator);
    [LibraryImport(Library)] internal static partial nint hodl_generator_state(nint generator);
    [LibraryImport(Library)] internal static partial int hodl_generator_set_state(nint generator, nint state);
}
