// A caching CPU allocator. glibc returns large blocks to the kernel at once, and the page faults of the next
// allocation cost ten times the elementwise operation that wanted it. Keeping blocks by size class avoids that and
// gives exact live bytes.
#include "shim.h"

#include <c10/core/CPUAllocator.h>
#include <torch/version.h>
// Before 2.9 a GPU's bytes could be asked only through CUDA's own headers.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 9)
#define HODL_DEVICE_MEMORY 1
#include <c10/core/CachingDeviceAllocator.h>
#endif

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

namespace hodl {

std::atomic<int64_t> liveHandles{0};

namespace {

std::atomic<int64_t> liveBytes{0}, peakBytes{0}, cachedBytes{0}, liveBlocks{0};
// What may be held, live and cached together: the most that was ever live at once and some more, since blocks of one size do
// not serve another. A step whose memory comes and goes then finds it again; a limit on the cached bytes alone made steps
// that free more than it six times slower.
std::atomic<int64_t> highWater{0};
int64_t mayBeHeld() {
  int64_t high = highWater.load(std::memory_order_relaxed);
  return high + std::max(int64_t(2) << 30, high / 4);
}

struct Header {
  size_t requested;
  size_t capacity;
  int sizeClass;
};
constexpr size_t headerSize = 64;  // keeps the payload aligned for AVX-512
constexpr int classesPerOctave = 8;

// Eight classes an octave, at least 64 bytes apart: at most an eighth of a block is waste.
int sizeClassOf(size_t bytes, size_t& capacity) {
  if (bytes < 64) bytes = 64;
  int octave = 63 - __builtin_clzll(bytes);
  size_t step = std::max<size_t>((size_t(1) << octave) / classesPerOctave, 64);
  capacity = (bytes + step - 1) / step * step;
  octave = 63 - __builtin_clzll(capacity);
  return octave * classesPerOctave + static_cast<int>((capacity - (size_t(1) << octave)) >> (octave - 3));
}

struct Shelf {
  std::mutex mutex;
  std::vector<void*> blocks;
};

// Never destroyed: tensors may still be freed while the process ends.
Shelf* shelves() {
  static Shelf* all = new Shelf[64 * classesPerOctave];
  return all;
}

void* takeCached(int sizeClass, size_t capacity) {
  Shelf& shelf = shelves()[sizeClass];
  std::lock_guard<std::mutex> lock(shelf.mutex);
  if (shelf.blocks.empty()) return nullptr;
  void* block = shelf.blocks.back();
  shelf.blocks.pop_back();
  cachedBytes -= static_cast<int64_t>(capacity);
  return block;
}

void emptyCache() {
  for (int i = 0; i < 64 * classesPerOctave; i++) {
    std::lock_guard<std::mutex> lock(shelves()[i].mutex);
    for (void* block : shelves()[i].blocks) {
      cachedBytes -= static_cast<int64_t>(static_cast<Header*>(block)->capacity);
      std::free(block);
    }
    shelves()[i].blocks.clear();
  }
}

void* takeNew(size_t capacity) {
  void* block = nullptr;
  if (posix_memalign(&block, headerSize, capacity + headerSize) == 0) return block;
  emptyCache();  // blocks of other sizes may be what is missing
  if (posix_memalign(&block, headerSize, capacity + headerSize) == 0) return block;
  throw std::bad_alloc();
}

void raise(std::atomic<int64_t>& level, int64_t value) {
  int64_t seen = level.load(std::memory_order_relaxed);
  while (value > seen && !level.compare_exchange_weak(seen, value)) {
  }
}

void* allocateBytes(size_t bytes) {
  size_t capacity;
  int sizeClass = sizeClassOf(bytes, capacity);
  void* block = takeCached(sizeClass, capacity);
  if (!block) block = takeNew(capacity);
  *static_cast<Header*>(block) = {bytes, capacity, sizeClass};
  int64_t live = liveBytes += static_cast<int64_t>(bytes);
  liveBlocks++;
  raise(peakBytes, live);
  raise(highWater, live);
  return static_cast<char*>(block) + headerSize;
}

void freeBytes(void* data) {
  if (!data) return;
  void* block = static_cast<char*>(data) - headerSize;
  Header header = *static_cast<Header*>(block);
  int64_t live = liveBytes -= static_cast<int64_t>(header.requested);
  liveBlocks--;
  if (live + cachedBytes + static_cast<int64_t>(header.capacity) > mayBeHeld()) {
    std::free(block);
    return;
  }
  Shelf& shelf = shelves()[header.sizeClass];
  std::lock_guard<std::mutex> lock(shelf.mutex);
  shelf.blocks.push_back(block);
  cachedBytes += static_cast<int64_t>(header.capacity);
}

struct CachingAllocator final : c10::Allocator {
#if TORCH_VERSION_MAJOR >= 2
  c10::DataPtr allocate(size_t bytes) override { return take(bytes); }
  void copy_data(void* to, const void* from, size_t bytes) const override { std::memcpy(to, from, bytes); }
#else
  c10::DataPtr allocate(size_t bytes) const override { return take(bytes); }
#endif
  c10::DeleterFnPtr raw_deleter() const override { return &freeBytes; }

  static c10::DataPtr take(size_t bytes) {
    void* data = bytes ? allocateBytes(bytes) : nullptr;
    return {data, data, &freeBytes, c10::Device(c10::DeviceType::CPU)};
  }
};

}  // namespace

void installAllocator() {
  static CachingAllocator* allocator = new CachingAllocator;
  c10::SetCPUAllocator(allocator, 10);
}

#if HODL_DEVICE_MEMORY
namespace {
c10::DeviceAllocator& deviceAllocator() { return *c10::getDeviceAllocator(c10::DeviceType::CUDA); }
}  // namespace
#endif

}  // namespace hodl

// live bytes, peak bytes, cached bytes, live blocks, live handles
HODL_API void hodl_memory(int64_t* out) {
  out[0] = hodl::liveBytes;
  out[1] = hodl::peakBytes;
  out[2] = hodl::cachedBytes;
  out[3] = hodl::liveBlocks;
  out[4] = hodl::liveHandles;
}

HODL_API void hodl_reset_peak() { hodl::peakBytes = hodl::liveBytes.load(); }

HODL_API void hodl_empty_cache() {
  hodl::highWater = hodl::liveBytes.load();
  hodl::emptyCache();
}

// Of the GPUs in use together: live bytes, peak bytes; zeros where libtorch does not say.
HODL_API int hodl_device_memory(int64_t* out) {
  out[0] = out[1] = 0;
  return hodl::guarded([&] {
#if HODL_DEVICE_MEMORY
    hodl::forDevicesInUse([&](int index) {
      const auto bytes = hodl::deviceAllocator().getDeviceStats(static_cast<c10::DeviceIndex>(index)).allocated_bytes[0];
      out[0] += bytes.current;
      out[1] += bytes.peak;
    });
#endif
  });
}

HODL_API int hodl_device_reset_peak() {
  return hodl::guarded([] {
#if HODL_DEVICE_MEMORY
    hodl::forDevicesInUse([](int index) { hodl::deviceAllocator().resetPeakStats(static_cast<c10::DeviceIndex>(index)); });
#endif
  });
}

HODL_API int hodl_device_empty_cache() {
  return hodl::guarded([] {
#if HODL_DEVICE_MEMORY
    hodl::deviceAllocator().emptyCache();
#endif
  });
}
