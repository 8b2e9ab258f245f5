// A tensor's lifetime, metadata and bytes. The getters take no lock and throw nothing, so that C# may call them
// without leaving cooperative mode.
#include "shim.h"

#include <ATen/ops/empty.h>

#include <cstring>

using hodl::guarded;
using hodl::Handle;
using hodl::share;

HODL_API void hodl_release(Handle handle) {
  if (!handle) return;
  hodl::liveHandles.fetch_sub(1, std::memory_order_relaxed);
  c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle);
}

HODL_API Handle hodl_share(Handle handle) { return hodl::release(share(handle)); }

HODL_API int64_t hodl_dim(Handle h) { return h->dim(); }
HODL_API int64_t hodl_numel(Handle h) { return h->numel(); }
HODL_API int64_t hodl_storage_offset(Handle h) { return h->storage_offset(); }
HODL_API int hodl_dtype(Handle h) { return static_cast<int>(c10::typeMetaToScalarType(h->dtype())); }
HODL_API int64_t hodl_element_size(Handle h) { return static_cast<int64_t>(h->itemsize()); }
HODL_API int hodl_is_contiguous(Handle h) { return h->is_contiguous(); }
HODL_API int hodl_is_conj(Handle h) { return h->key_set().has(c10::DispatchKey::Conjugate); }
HODL_API void hodl_sizes(Handle h, int64_t* out) { std::memcpy(out, h->sizes().data(), h->dim() * sizeof(int64_t)); }
HODL_API void hodl_strides(Handle h, int64_t* out) { std::memcpy(out, h->strides().data(), h->dim() * sizeof(int64_t)); }
HODL_API int hodl_device_type(Handle h) { return static_cast<int>(h->device().type()); }
HODL_API int hodl_device_index(Handle h) { return static_cast<int>(h->device().index()); }

// The bytes as they lie; the tensor must be a contiguous one in the processor's memory.
HODL_API void* hodl_data(Handle handle) {
  void* data = nullptr;
  guarded([&] {
    auto tensor = share(handle);
    TORCH_CHECK(tensor.is_cpu(), "the data of a tensor on ", tensor.device(), " can't be read in place: move it to the cpu first");
    TORCH_CHECK(tensor.is_contiguous(), "the data of a non-contiguous tensor can't be read in place: call contiguous() first");
    data = tensor.data_ptr();
  });
  return data;
}

HODL_API Handle hodl_from_bytes(const void* bytes, const int64_t* sizes, int dims, int dtype) {
  Handle result = nullptr;
  guarded([&] {
    auto tensor = at::empty(at::IntArrayRef(sizes, dims), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    std::memcpy(tensor.data_ptr(), bytes, tensor.nbytes());
    result = hodl::release(std::move(tensor));
  });
  return result;
}

// Copies a tensor of any layout and device, in row-major order.
HODL_API int hodl_to_bytes(Handle handle, void* bytes, int64_t count) {
  return guarded([&] {
    auto tensor = share(handle).detach().resolve_conj().resolve_neg().cpu().contiguous();
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == count, "the tensor has ", tensor.nbytes(), " bytes, the buffer ", count);
    std::memcpy(bytes, tensor.data_ptr(), count);
  });
}

HODL_API int hodl_copy_bytes(Handle handle, const void* bytes, int64_t count) {
  return guarded([&] {
    auto tensor = share(handle);
    TORCH_CHECK(tensor.is_cpu() && tensor.is_contiguous(), "bytes can be written only to a contiguous tensor on the cpu");
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == count, "the tensor has ", tensor.nbytes(), " bytes, the buffer ", count);
    std::memcpy(tensor.data_ptr(), bytes, count);
  });
}
