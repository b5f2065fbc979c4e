#pragma once

// The library of ONNX Runtime as it was found: its table of functions, each called by its place (see onnx_runtime.h for why).

#include <cstddef>
#include <expected>
#include <string>
#include <utility>

namespace driftd::updaters::onnx {

using Status = void*;  // null: all went well
using Handle = void*;

/// Places in struct OrtApi, which holds nothing but pointers to functions.
enum Place : std::size_t {
  kErrorMessage = 2,
  kCreateEnv = 3,
  kDisableTelemetry = 6,
  kCreateSessionFromArray = 8,
  kRun = 9,
  kCreateSessionOptions = 10,
  kDisableMemPattern = 17,
  kDisableCpuArena = 19,
  kSetIntraOpThreads = 24,
  kSetInterOpThreads = 25,
  kInputCount = 30,
  kOutputCount = 31,
  kInputType = 33,
  kOutputType = 34,
  kInputName = 36,
  kOutputName = 37,
  kCreateTensor = 48,
  kTensorData = 51,
  kFillStrings = 52,
  kStringsLength = 53,
  kStringsContent = 54,
  kCastToTensorInfo = 55,
  kTypeKind = 56,
  kElementType = 60,
  kDimensionsCount = 61,
  kDimensions = 62,
  kElementCount = 64,
  kTypeAndShape = 65,
  kValueKind = 67,
  kAllocatorFree = 76,
  kDefaultAllocator = 78,
  kPart = 80,
  kPartCount = 81,
  kReleaseStatus = 93,
  kReleaseSession = 95,
  kReleaseValue = 96,
  kReleaseTypeInfo = 98,
  kReleaseTypeAndShape = 99,
  kReleaseSessionOptions = 100,
  kAddSessionConfig = 130,
};

class Library {
 public:
  /// Null and a reason where it cannot be had. Loaded once and never unloaded: sessions may outlive everything else.
  static const Library* get(std::string* reason = nullptr);

  /// Calls what stands at a place of the table and answers a status. The arguments' types must be exactly the function's.
  template <class... Arguments>
  std::expected<void, std::string> call(Place place, Arguments... arguments) const {
    const Status status = function<Status(Arguments...)>(place)(arguments...);
    if (status == nullptr) return {};
    std::string message = function<const char*(Status)>(kErrorMessage)(status);
    function<void(Status)>(kReleaseStatus)(status);
    return std::unexpected(std::move(message));
  }
  void release(Place place, Handle handle) const {
    if (handle != nullptr) function<void(Handle)>(place)(handle);
  }

  const std::string& version() const { return version_; }
  Handle environment() const { return environment_; }
  Handle allocator() const { return allocator_; }

 private:
  Library();
  std::string load();

  template <class Signature>
  Signature* function(Place place) const {
    return reinterpret_cast<Signature*>(table_[place]);
  }

  void* const* table_ = nullptr;
  Handle environment_ = nullptr;
  Handle allocator_ = nullptr;
  std::string version_;
  std::string reason_;
};

/// Behind the first session or value: the library is there.
const Library& library();

/// Something that the library made and takes back.
class Owned {
 public:
  explicit Owned(Place release) : release_(release) {}
  ~Owned() { library().release(release_, handle_); }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Handle* out() { return &handle_; }
  Handle get() const { return handle_; }

 private:
  Place release_;
  Handle handle_ = nullptr;
};

}  // namespace driftd::updaters::onnx
