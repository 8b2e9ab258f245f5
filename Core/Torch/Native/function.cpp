// Autograd functions written in C#. The forward and the backward are callbacks into C#; libtorch's own custom-function
// machinery does the rest (saved tensors without reference cycles, version checks, double backward).
#include "shim.h"

#include <ATen/core/ivalue.h>
#include <torch/csrc/autograd/custom_function.h>

namespace hodl {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Each callback writes at most `capacity` handles (owned by the receiver; null for none) and returns their number, or
// minus the number under which C# keeps the exception.
struct Callbacks {
  int64_t target;
  int64_t (*forward)(int64_t target, AutogradContext*, const Handle* inputs, int count, Handle* outputs, int capacity);
  int64_t (*backward)(int64_t target, AutogradContext*, const Handle* grads, int count, Handle* outputs, int capacity);
  void (*freed)(int64_t target);
};

struct Target : torch::CustomClassHolder {
  Callbacks callbacks;
  explicit Target(const Callbacks& callbacks) : callbacks(callbacks) {}
  ~Target() override { callbacks.freed(callbacks.target); }
};

constexpr int mostResults = 64;

// Lends the tensors to C#, and takes what it returns.
template <class Callback>
variable_list call(Callback callback, int64_t target, AutogradContext* context, at::ArrayRef<at::Tensor> tensors) {
  std::vector<Handle> lent;
  for (const auto& tensor : tensors) lent.push_back(release(at::Tensor(tensor)));
  Handle results[mostResults] = {};
  int64_t count = callback(target, context, lent.data(), static_cast<int>(lent.size()), results, mostResults);
  if (count < 0) throw ManagedError(-count);
  variable_list list;
  for (int i = 0; i < count; i++) {
    if (!results[i]) {
      list.emplace_back();
      continue;
    }
    liveHandles.fetch_sub(1, std::memory_order_relaxed);
    list.emplace_back(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(results[i]));
  }
  return list;
}

struct ManagedFunction : torch::autograd::Function<ManagedFunction> {
  static variable_list forward(AutogradContext* context, at::TensorList inputs, c10::intrusive_ptr<Target> target) {
    context->saved_data["target"] = c10::IValue::make_capsule(target);
    std::vector<at::Tensor> tensors(inputs.begin(), inputs.end());
    return call(target->callbacks.forward, target->callbacks.target, context, tensors);
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    auto capsule = context->saved_data["target"].toCapsule();
    auto& callbacks = static_cast<Target*>(capsule.get())->callbacks;
    variable_list result = call(callbacks.backward, callbacks.target, context, grads);
    result.emplace_back();  // for the argument `target`
    return result;
  }
};

}  // namespace

}  // namespace hodl

using torch::autograd::AutogradContext;

HODL_API int hodl_function_apply(const hodl::Callbacks* callbacks, const hodl::Handle* inputs, int count, hodl::Handle* outputs,
                                 int capacity, int* produced) {
  return hodl::guarded([&] {
    auto target = c10::make_intrusive<hodl::Target>(*callbacks);
    auto tensors = hodl::shareAll(inputs, count);
    auto results = hodl::ManagedFunction::apply(at::TensorList(tensors), target);
    *produced = static_cast<int>(results.size());
    TORCH_CHECK(*produced <= capacity, "a function of ", *produced, " outputs; at most ", capacity, " are possible");
    for (int i = 0; i < *produced; i++) outputs[i] = hodl::release(std::move(results[i]));
  });
}

HODL_API int hodl_context_save(AutogradContext* context, const hodl::Handle* tensors, int count) {
  return hodl::guarded([&] { context->save_for_backward(hodl::shareAll(tensors, count)); });
}
HODL_API int hodl_context_saved(AutogradContext* context, hodl::Handle* out, int capacity) {
  int count = 0;
  int failed = hodl::guarded([&] {
    auto saved = context->get_saved_variables();
    count = static_cast<int>(saved.size());
    TORCH_CHECK(count <= capacity, "more than ", capacity, " saved tensors");
    for (int i = 0; i < count; i++) out[i] = hodl::release(std::move(saved[i]));
  });
  return failed ? -1 : count;
}
HODL_API int hodl_context_mark_dirty(AutogradContext* context, const hodl::Handle* tensors, int count) {
  return hodl::guarded([&] { context->mark_dirty(hodl::shareAll(tensors, count)); });
}
HODL_API int hodl_context_mark_non_differentiable(AutogradContext* context, const hodl::Handle* tensors, int count) {
  return hodl::guarded([&] { context->mark_non_differentiable(hodl::shareAll(tensors, count)); });
}
HODL_API void hodl_context_materialize(AutogradContext* context, int on) { context->set_materialize_grads(on != 0); }
