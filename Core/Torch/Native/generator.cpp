// Random number generators; C# owns an at::Generator on the heap. A run takes one of its own: the default one is shared.
#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/core/Generator.h>

#include <torch/version.h>

#include <mutex>

using hodl::guarded;
using hodl::Handle;

HODL_API at::Generator* hodl_generator_new(int deviceType, int deviceIndex, uint64_t seed) {
  at::Generator* made = nullptr;
  guarded([&] {
    auto type = static_cast<c10::DeviceType>(deviceType);
    auto generator = type == c10::DeviceType::CPU
        ? at::detail::createCPUGenerator(seed)
#if TORCH_VERSION_MAJOR >= 2 && TORCH_VERSION_MINOR >= 6
        : at::globalContext().getAcceleratorHooksInterface(type).getNewGenerator(static_cast<c10::DeviceIndex>(deviceIndex));
#else
        : at::globalContext().defaultGenerator(c10::Device(type, static_cast<c10::DeviceIndex>(deviceIndex))).clone();
#endif
    generator.set_current_seed(seed);
    made = new at::Generator(std::move(generator));
  });
  return made;
}

HODL_API at::Generator* hodl_generator_default(int deviceType, int deviceIndex) {
  at::Generator* made = nullptr;
  guarded([&] {
    made = new at::Generator(at::globalContext().defaultGenerator(
        c10::Device(static_cast<c10::DeviceType>(deviceType), static_cast<c10::DeviceIndex>(deviceIndex))));
  });
  return made;
}

HODL_API void hodl_generator_release(at::Generator* generator) { delete generator; }

// The default generators of every device.
HODL_API int hodl_manual_seed(int64_t seed) {
  return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

HODL_API int hodl_generator_seed(at::Generator* generator, int64_t seed) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_current_seed(static_cast<uint64_t>(seed));
  });
}
HODL_API int64_t hodl_generator_random_seed(at::Generator* generator) {
  int64_t seed = 0;
  guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    seed = static_cast<int64_t>(generator->seed());
  });
  return seed;
}
HODL_API int64_t hodl_generator_initial_seed(at::Generator* generator) {
  int64_t seed = 0;
  guarded([&] { seed = static_cast<int64_t>(generator->current_seed()); });
  return seed;
}
HODL_API Handle hodl_generator_state(at::Generator* generator) {
  Handle state = nullptr;
  guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    state = hodl::release(generator->get_state());
  });
  return state;
}
HODL_API int hodl_generator_set_state(at::Generator* generator, Handle state) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_state(hodl::share(state));
  });
}
