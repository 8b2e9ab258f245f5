// A caching CPU allocator. glibc returns large blocks to the kernel at once, and the page faults of the next
// allocation cost ten times the elementwise operation that wanted it. Keeping blocks by size class avoids that and
// gives exact live bytes.
#include "shim.h"

#include <c10/core/CPUAllocator.h>
#include <torch/version.h>

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

namespace hodl {

std::atomic<int64_t> liveHandles{0};

namespace {

std::atomic<int64_t> liveBytes{0}, peakBytes{0}, cachedBytes{0}, liveBlocks{0};
std::atomic<int64_t> cacheLimit{int64_t(2) << 30};

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

void* allocateBytes(size_t bytes) {
  size_t capacity;
  int sizeClass = sizeClassOf(bytes, capacity);
  void* block = takeCached(sizeClass, capacity);
  if (!block) block = takeNew(capacity);
  *static_cast<Header*>(block) = {bytes, capacity, sizeClass};
  int64_t live = liveBytes += static_cast<int64_t>(bytes);
  liveBlocks++;
  int64_t peak = peakBytes.load(std::memory_order_relaxed);
  while (live > peak && !peakBytes.compare_exchange_weak(peak, live)) {
  }
  return static_cast<char*>(block) + headerSize;
}

void freeBytes(void* data) {
  if (!data) return;
  void* block = static_cast<char*>(data) - headerSize;
  Header header = *static_cast<Header*>(block);
  liveBytes -= static_cast<int64_t>(header.requested);
  liveBlocks--;
  if (cachedBytes + static_cast<int64_t>(header.capacity) > cacheLimit) {
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

HODL_API void hodl_empty_cache() { hodl::emptyCache(); }

HODL_API void hodl_set_cache_limit(int64_t bytes) { hodl::cacheLimit = bytes; }
