#include "shim.h"

#include <new>
#include <string>

namespace hodl {

namespace {
thread_local std::string lastMessage;
thread_local ErrorKind lastKind = ErrorKind::none;
thread_local int64_t lastManaged = 0;
}  // namespace

void setError(ErrorKind kind, const char* message) noexcept {
  try {
    lastMessage = message;
  } catch (...) {
    lastMessage.clear();
  }
  lastKind = kind;
}

void captureError() noexcept {
  try {
    throw;
  } catch (const ManagedError& e) {
    lastManaged = e.id;
    setError(ErrorKind::managed, e.what());
  } catch (const c10::IndexError& e) {
    setError(ErrorKind::index, e.what_without_backtrace());
  } catch (const c10::ValueError& e) {
    setError(ErrorKind::value, e.what_without_backtrace());
  } catch (const c10::TypeError& e) {
    setError(ErrorKind::type, e.what_without_backtrace());
  } catch (const c10::NotImplementedError& e) {
    setError(ErrorKind::notImplemented, e.what_without_backtrace());
  } catch (const c10::OutOfMemoryError& e) {
    setError(ErrorKind::memory, e.what_without_backtrace());
  } catch (const c10::Error& e) {
    setError(ErrorKind::general, e.what_without_backtrace());
  } catch (const std::bad_alloc& e) {
    setError(ErrorKind::memory, e.what());
  } catch (const std::exception& e) {
    setError(ErrorKind::general, e.what());
  } catch (...) {
    setError(ErrorKind::unknown, "unknown C++ exception");
  }
}

}  // namespace hodl

HODL_API const char* hodl_last_error(int* kind, int64_t* managed) {
  *kind = static_cast<int>(hodl::lastKind);
  *managed = hodl::lastManaged;
  return hodl::lastMessage.c_str();
}
