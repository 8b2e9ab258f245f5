// Gradients, and whether they are recorded.
#include "shim.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

using hodl::guarded;
using hodl::Handle;
using hodl::share;
using hodl::shareAll;

HODL_API int hodl_grad_enabled() { return at::GradMode::is_enabled(); }
HODL_API void hodl_set_grad_enabled(int on) { at::GradMode::set_enabled(on != 0); }

HODL_API int hodl_requires_grad(Handle handle) {
  int requires_grad = 0;
  guarded([&] { requires_grad = share(handle).requires_grad(); });
  return requires_grad;
}
HODL_API int hodl_set_requires_grad(Handle handle, int on) {
  return guarded([&] { share(handle).set_requires_grad(on != 0); });
}
HODL_API int hodl_is_leaf(Handle handle) {
  int leaf = 0;
  guarded([&] { leaf = share(handle).is_leaf(); });
  return leaf;
}
HODL_API int hodl_retain_grad(Handle handle) {
  return guarded([&] { share(handle).retain_grad(); });
}
HODL_API int hodl_grad(Handle handle, Handle* out) {
  return guarded([&] { *out = hodl::release(at::Tensor(share(handle).grad())); });
}
HODL_API int hodl_set_grad(Handle handle, Handle grad) {
  return guarded([&] { share(handle).mutable_grad() = share(grad); });
}
// Both tensors then share their bytes, outside any graph: what an assignment to Python's `.data` does.
HODL_API int hodl_set_data(Handle handle, Handle data) {
  return guarded([&] { share(handle).set_data(share(data)); });
}

HODL_API int hodl_backward(const Handle* tensors, int count, const Handle* grads, int gradCount, int retain, int create,
                           const Handle* inputs, int inputCount) {
  return guarded([&] {
    torch::autograd::backward(shareAll(tensors, count), shareAll(grads, gradCount), retain != 0, create != 0,
                              shareAll(inputs, inputCount));
  });
}

HODL_API int hodl_gradients(const Handle* outputs, int outputCount, const Handle* inputs, int inputCount, const Handle* grads,
                            int gradCount, int retain, int create, int allowUnused, Handle* out) {
  return guarded([&] {
    auto result = torch::autograd::grad(shareAll(outputs, outputCount), shareAll(inputs, inputCount), shareAll(grads, gradCount),
                                        retain != 0, create != 0, allowUnused != 0);
    for (int i = 0; i < inputCount; i++) out[i] = hodl::release(std::move(result[i]));
  });
}
