// What every file of the shim shares: export, errors, handles.
// A handle is a TensorImpl* that owns one reference, so that a tensor costs no allocation beyond libtorch's own.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#define HODL_API extern "C" __attribute__((visibility("default")))

namespace hodl {

using Handle = c10::TensorImpl*;

// libtorch had an optional of its own before version 2.
#if TORCH_VERSION_MAJOR >= 2
template <class T>
using Optional = std::optional<T>;
#else
template <class T>
using Optional = c10::optional<T>;
#endif

// Kept in step with TorchErrorKind in C#.
enum class ErrorKind : int { none = 0, general = 1, index = 2, value = 3, type = 4, notImplemented = 5, memory = 6, unknown = 7, managed = 8 };

void setError(ErrorKind kind, const char* message) noexcept;
// Stores what is being thrown; called only inside a catch block.
void captureError() noexcept;
// A call into C# failed; the exception itself waits there under this number.
struct ManagedError : std::exception {
  int64_t id;
  explicit ManagedError(int64_t id) : id(id) {}
  const char* what() const noexcept override { return "an exception in a managed callback"; }
};

// OpenMP's thread count belongs to the calling thread: without this, a fresh .NET thread would run with OpenMP's
// default (another speed and another rounding).
void enterThread();

extern std::atomic<int64_t> liveHandles;

// Calls with the index of each GPU that this process has touched.
void forDevicesInUse(const std::function<void(int)>& body);

inline Handle release(at::Tensor&& tensor) {
  if (!tensor.defined()) return nullptr;
  liveHandles.fetch_add(1, std::memory_order_relaxed);
  return tensor.unsafeReleaseTensorImpl();
}

inline at::Tensor share(Handle handle) {
  if (!handle) return {};
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(handle));
}

inline std::vector<at::Tensor> shareAll(const Handle* handles, int count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int i = 0; i < count; i++) tensors.push_back(share(handles[i]));
  return tensors;
}

// Runs a body so that no exception crosses the C boundary: 0, or -1 with the error stored for this thread.
template <class Body>
int guarded(Body&& body) noexcept {
  try {
    enterThread();
    body();
    return 0;
  } catch (...) {
    captureError();
    return -1;
  }
}

}  // namespace hodl
