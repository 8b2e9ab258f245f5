// Start, threads, versions, devices.
#include "shim.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/util/Logging.h>
#include <dlfcn.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>

namespace hodl {

void installAllocator();

namespace {
std::atomic<int> defaultThreads{1};
thread_local int ownThreads = 0;      // what this thread asked for; 0: the default
thread_local int appliedThreads = 0;  // what OpenMP was told on this thread

template <class Function>
Function* symbol(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}
}  // namespace

void forDevicesInUse(const std::function<void(int)>& body) {
  int count = static_cast<int>(torch::cuda::device_count());
  for (int i = 0; i < count; i++) {
    if (at::detail::getCUDAHooks().hasPrimaryContext(i)) body(i);
  }
}

void enterThread() {
  int wanted = ownThreads ? ownThreads : defaultThreads.load(std::memory_order_relaxed);
  if (__builtin_expect(wanted == appliedThreads, 1)) return;
  // libtorch sets a thread's count itself at its first use there, to the process-wide one: let that happen first.
  if (appliedThreads == 0) at::get_num_threads();
  at::set_num_threads(wanted);
  appliedThreads = wanted;
}

}  // namespace hodl

// Once, before the first tensor.
HODL_API int hodl_init() {
  static std::once_flag once;
  return hodl::guarded([] {
    std::call_once(once, [] {
      hodl::installAllocator();
      // A symbolised backtrace costs milliseconds an error, and C# has its own.
      c10::SetStackTraceFetcher(std::function<std::string()>([] { return std::string(); }));
    });
  });
}

HODL_API void hodl_set_own_threads(int count) { hodl::ownThreads = count; }
HODL_API void hodl_set_default_threads(int count) { hodl::defaultThreads = count; }
HODL_API int hodl_get_threads() {
  int count = 0;
  hodl::guarded([&] { count = at::get_num_threads(); });
  return count;
}

HODL_API const char* hodl_version() { return TORCH_VERSION; }
HODL_API const char* hodl_build_info() {
  static const std::string text = at::show_config();
  return text.c_str();
}

// Null unless OpenBLAS is what libtorch calls.
HODL_API const char* hodl_openblas_config() {
  auto config = hodl::symbol<char*()>("openblas_get_config");
  return config ? config() : nullptr;
}
HODL_API const char* hodl_openblas_core() {
  auto core = hodl::symbol<char*()>("openblas_get_corename");
  return core ? core() : nullptr;
}

HODL_API int hodl_device_count() {
  int count = 0;
  hodl::guarded([&] { count = static_cast<int>(torch::cuda::device_count()); });
  return count;
}
HODL_API int hodl_device_synchronize(int index) {
  return hodl::guarded([&] {
    if (torch::cuda::is_available()) torch::cuda::synchronize(index);
  });
}
// Every device that was computed on.
HODL_API int hodl_devices_synchronize() {
  return hodl::guarded([] { hodl::forDevicesInUse([](int index) { torch::cuda::synchronize(index); }); });
}
// A GPU computes as the CPU does without being asked: float32 products in float32, the same numbers at every run. Operators
// that have no such way say so on stderr, once each.
HODL_API int hodl_prepare_device(int index) {
  return hodl::guarded([&] {
    TORCH_CHECK(index < static_cast<int>(torch::cuda::device_count()), "there is no CUDA device ", index);
    setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);  // read by cuBLAS at its start; with it products repeat
    auto& context = at::globalContext();
    context.setAllowTF32CuDNN(false);
    context.setAllowTF32CuBLAS(false);
    context.setBenchmarkCuDNN(false);
    context.setDeterministicCuDNN(true);
    context.setDeterministicAlgorithms(true, true);
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 2)
    context.setDeterministicFillUninitializedMemory(false);
#endif
  });
}
// Through the driver, whose entry points have no version: libtorch's own way would want CUDA's headers.
HODL_API int hodl_device_name(int index, char* name, int capacity) {
  return hodl::guarded([&] {
    static void* driver = dlopen("libcuda.so.1", RTLD_LAZY);
    TORCH_CHECK(driver, "there is no NVIDIA driver");
    auto init = reinterpret_cast<int (*)(unsigned)>(dlsym(driver, "cuInit"));
    auto get = reinterpret_cast<int (*)(int*, int)>(dlsym(driver, "cuDeviceGet"));
    auto getName = reinterpret_cast<int (*)(char*, int, int)>(dlsym(driver, "cuDeviceGetName"));
    int device = 0;
    TORCH_CHECK(init && get && getName && init(0) == 0 && get(&device, index) == 0 && getName(name, capacity, device) == 0,
                "there is no CUDA device ", index);
  });
}
HODL_API int hodl_set_deterministic(int on, int warnOnly) {
  return hodl::guarded([&] { at::globalContext().setDeterministicAlgorithms(on != 0, warnOnly != 0); });
}
HODL_API int hodl_is_deterministic() {
  int on = 0;
  hodl::guarded([&] { on = at::globalContext().deterministicAlgorithms(); });
  return on;
}
