using System.Runtime.InteropServices;

namespace Hodl.Core.Torch.Interop;

internal static unsafe partial class Native
{
    [LibraryImport(Library), SuppressGCTransition] internal static partial int hodl_grad_enabled();
    [LibraryImport(Library), SuppressGCTransition] internal static partial void hodl_set_grad_enabled(int on);
    [LibraryImport(Library)] internal static partial int hodl_requires_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int hodl_set_requires_grad(nint tensor, int on);
    [LibraryImport(Library)] internal static partial int hodl_is_leaf(nint tensor);
    [LibraryImport(Library)] internal static partial int hodl_retain_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int hodl_grad(nint tensor, nint* grad);
    [LibraryImport(Library)] internal static partial int hodl_set_grad(nint tensor, nint grad);
    [LibraryImport(Library)] internal static partial int hodl_set_data(nint tensor, nint data);
    [LibraryImport(Library)] internal static partial int hodl_backward(nint* tensors, int count, nint* grads, int gradCount, int retain, int create, nint* inputs, int inputCount);
    [LibraryImport(Library)] internal static partial int hodl_gradients(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* grads, int gradCount, int retain, int create, int allowUnused, nint* results);

    [LibraryImport(Library)] internal static partial int hodl_function_apply(NativeCallbacks* callbacks, nint* inputs, int count, nint* outputs, int capacity, int* produced);
    [LibraryImport(Library)] internal static partial int hodl_context_save(nint context, nint* tensors, int count);
    [LibraryImport(Library)] internal static partial int hodl_context_saved(nint context, nint* tensors, int capacity);
    [LibraryImport(Library)] internal static partial int hodl_context_mark_dirty(nint context, nint* tensors, int count);
    [LibraryImport(Library)] internal static partial int hodl_context_mark_non_differentiable(nint context, nint* tensors, int count);
    [LibraryImport(Library)] internal static partial void hodl_context_materialize(nint context, int on);
}
