#include "updaters/models/onnx/onnx_library.h"

#include <dlfcn.h>

#include <cstdint>

#include "config/assertion.h"

namespace driftd::updaters::onnx {
namespace {

/// The version of the function table that is asked for: it has all that is called here, and every library since 2021 knows it.
constexpr std::uint32_t kTable = 8;

/// The library's entry: struct OrtApiBase.
struct Base {
  const void* (*table)(std::uint32_t version);
  const char* (*version)();
};

}  // namespace

const Library* Library::get(std::string* reason) {
  static const Library library;
  if (reason != nullptr) *reason = library.reason_;
  return library.reason_.empty() ? &library : nullptr;
}

Library::Library() : reason_(load()) {}

std::string Library::load() {
  void* object = nullptr;
  for (const char* name : {"libonnxruntime.so.1", "libonnxruntime.so"}) {
    if (object == nullptr) object = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  }
  if (object == nullptr) {
    return "ONNX Runtime is not installed here, and models in the ONNX format need it: put libonnxruntime.so.1 where the system keeps its "
           "libraries, or into "
           "../lib/driftd beside the folder of driftd";
  }
  const auto entry = reinterpret_cast<const Base* (*)()>(dlsym(object, "OrtGetApiBase"));
  const Base* base = entry == nullptr ? nullptr : entry();
  const void* table = base == nullptr ? nullptr : base->table(kTable);
  if (table == nullptr) return "the libonnxruntime that was found is none that driftd can call; install ONNX Runtime 1.8 or newer";
  table_ = static_cast<void* const*>(table);
  version_ = base->version();
  constexpr int kFatalOnly = 4;
  auto made = call<int, const char*, Handle*>(kCreateEnv, kFatalOnly, "driftd", &environment_);
  if (made) made = call<Handle*>(kDefaultAllocator, &allocator_);
  if (!made) return "ONNX Runtime does not start: " + made.error();
  (void)call<Handle>(kDisableTelemetry, environment_);
  return "";
}

const Library& library() {
  const Library* found = Library::get();
  DRIFTD_ASSERT(found != nullptr);
  return *found;
}

}  // namespace driftd::updaters::onnx
