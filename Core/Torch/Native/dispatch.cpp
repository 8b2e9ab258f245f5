// One entry for every operator: the name and the arguments go to libtorch's dispatcher, which knows each operator's
// schema, defaults and derivative. So the shim has no list of operators, and the same source fits libtorch 1.13 to 2.x.
#include "shim.h"

#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <string>

namespace hodl {

namespace {

enum class Tag : int32_t {
  none = 0, tensor, integer, real, boolean, complex, integers, reals, tensors, optionalTensors, text, device, generator, schemaDefault
};

// Laid out as Aten.NativeArgument in C#.
struct Argument {
  Tag tag;
  int32_t count;
  union {
    int64_t integer;
    double real;
    const void* words;
  };
};

struct Operator {
  c10::OperatorHandle handle;
  std::vector<c10::IValue> defaults;
  std::vector<bool> hasDefault;
};

template <class T>
c10::IValue list(const Argument& a) {
  auto first = static_cast<const T*>(a.words);
  return c10::IValue(std::vector<T>(first, first + a.count));
}

c10::IValue toValue(const Argument& a, const Operator& op, size_t position) {
  switch (a.tag) {
    case Tag::none: return {};
    case Tag::tensor: return share(static_cast<Handle>(const_cast<void*>(a.words)));
    case Tag::integer: return a.integer;
    case Tag::real: return a.real;
    case Tag::boolean: return a.integer != 0;
    case Tag::complex: {
      auto parts = static_cast<const double*>(a.words);
      return c10::complex<double>(parts[0], parts[1]);
    }
    case Tag::integers: return list<int64_t>(a);
    case Tag::reals: return list<double>(a);
    case Tag::tensors: return shareAll(static_cast<const Handle*>(a.words), a.count);
    case Tag::optionalTensors: {
      c10::List<Optional<at::Tensor>> items;
      auto handles = static_cast<const Handle*>(a.words);
      for (int i = 0; i < a.count; i++) {
        items.push_back(handles[i] ? Optional<at::Tensor>(share(handles[i])) : Optional<at::Tensor>());
      }
      return items;
    }
    case Tag::text: return std::string(static_cast<const char*>(a.words), a.count);
    case Tag::device:
      return c10::Device(static_cast<c10::DeviceType>(a.count), static_cast<c10::DeviceIndex>(a.integer));
    case Tag::generator: return *static_cast<const at::Generator*>(a.words);
    case Tag::schemaDefault:
      TORCH_CHECK(op.hasDefault[position], op.handle.schema().name(), " wants its argument ", position);
      return op.defaults[position];
  }
  TORCH_CHECK(false, "unknown argument tag ", static_cast<int>(a.tag));
}

Argument toResult(c10::IValue&& value) {
  Argument a{Tag::none, 0, {0}};
  if (value.isTensor()) {
    a.words = release(std::move(value).toTensor());
    a.tag = a.words ? Tag::tensor : Tag::none;
  } else if (value.isInt()) {
    a.tag = Tag::integer;
    a.integer = value.toInt();
  } else if (value.isDouble()) {
    a.tag = Tag::real;
    a.real = value.toDouble();
  } else if (value.isBool()) {
    a.tag = Tag::boolean;
    a.integer = value.toBool();
  } else {
    TORCH_CHECK(value.isNone(), "an operator returned ", value.tagKind(), ", which has no way to C#");
  }
  return a;
}

}  // namespace

}  // namespace hodl

using hodl::Argument;
using hodl::Operator;

// Finds "add.Tensor" or "relu"; the answer lives as long as the process.
HODL_API Operator* hodl_find(const char* name) {
  Operator* found = nullptr;
  hodl::guarded([&] {
    std::string full = std::string("aten::") + name, overload;
    if (auto dot = full.find('.'); dot != std::string::npos) {
      overload = full.substr(dot + 1);
      full.resize(dot);
    }
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(full.c_str(), overload.c_str());
    auto op = std::make_unique<Operator>(Operator{handle, {}, {}});
    for (const auto& argument : handle.schema().arguments()) {
      op->hasDefault.push_back(argument.default_value().has_value());
      op->defaults.push_back(argument.default_value().value_or(c10::IValue()));
    }
    found = op.release();
  });
  return found;
}

// Calls an operator; what is not given takes the schema's default. Returns how many results there are (a list of
// tensors counts as its items), or -1. At most `capacity` of them are written; a caller who gives 0 drops them.
HODL_API int hodl_call(const Operator* op, const Argument* arguments, int count, Argument* results, int capacity) {
  int produced = 0;
  int failed = hodl::guarded([&] {
    torch::jit::Stack stack;
    size_t wanted = op->defaults.size();
    TORCH_CHECK(static_cast<size_t>(count) <= wanted, op->handle.schema().name(), " takes ", wanted, " arguments, not ", count);
    stack.reserve(wanted);
    for (int i = 0; i < count; i++) stack.push_back(hodl::toValue(arguments[i], *op, i));
    for (size_t i = count; i < wanted; i++) stack.push_back(hodl::toValue({hodl::Tag::schemaDefault, 0, {0}}, *op, i));
    op->handle.callBoxed(&stack);
    if (capacity == 0) return;
    if (stack.size() == 1 && stack[0].isTensorList()) {
      auto tensors = std::move(stack[0]).toTensorVector();
      stack.clear();
      for (auto& tensor : tensors) stack.emplace_back(std::move(tensor));
    }
    produced = static_cast<int>(stack.size());
    TORCH_CHECK(produced <= capacity, op->handle.schema().name(), " returned ", produced, " values, room is for ", capacity);
    for (int i = 0; i < produced; i++) results[i] = hodl::toResult(std::move(stack[i]));
  });
  return failed ? -1 : produced;
}
