#pragma once

// ONNX Runtime, by its C interface: what runs models that were trained elsewhere and exported to ONNX (onnx.ai).
//
// The library is looked for when the first such model is read, so that a driftd without one neither needs nor loads it: libonnxruntime.so.1
// in the program's run path (where `./dev setup` and `cmake --install` put it), then where the system keeps its libraries. Debian 12 has no
// package of it, and the packages that carry the library carry no header; so the few functions that are called stand here by their place
// in the table that the library hands out. Places and signatures never change: that is what its versioned table is for.
//
// A session computes on the calling thread: no pool of its own, no spinning, no arena that keeps the most that it ever needed.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace driftd::updaters::onnx {

/// Of a tensor's elements, as the C interface numbers them.
enum class Element : int {
  none = 0,
  float32 = 1,
  uint8 = 2,
  int8 = 3,
  uint16 = 4,
  int16 = 5,
  int32 = 6,
  int64 = 7,
  text = 8,
  boolean = 9,
  float16 = 10,
  float64 = 11,
  uint32 = 12,
  uint64 = 13
};
std::string_view name_of(Element element);

enum class Kind : int { unknown = 0, tensor = 1, sequence = 2, map = 3 };

/// What a model takes or gives under a name.
struct Port {
  std::string name;
  Kind kind = Kind::unknown;
  Element element = Element::none;
  std::vector<std::int64_t> shape;  // -1: any
};

/// A tensor, a sequence or a map that the library made.
class Value {
 public:
  explicit Value(void* handle) : handle_(handle) {}
  void* handle() const { return handle_.get(); }

  Kind kind() const;
  /// Of a tensor.
  Element element() const;
  std::vector<std::int64_t> shape() const;
  /// The numbers of a tensor, converted; nothing where it holds texts or what is no number.
  std::expected<std::vector<double>, std::string> numbers() const;
  std::expected<std::vector<std::string>, std::string> texts() const;
  /// The parts of a sequence, or a map's keys and values.
  std::expected<std::vector<Value>, std::string> parts() const;

 private:
  struct Release {
    void operator()(void* handle) const;
  };
  std::unique_ptr<void, Release> handle_;
};

/// The library's version, or why there is none.
std::expected<std::string, std::string> version();

/// n rows of one input: as many numbers or texts as n times the width.
std::expected<Value, std::string> make_tensor(std::span<const double> numbers, Element element, std::span<const std::int64_t> shape);
std::expected<Value, std::string> make_tensor(std::span<const std::string_view> texts, std::span<const std::int64_t> shape);

class Session {
 public:
  /// A model file's bytes. The error is ONNX Runtime's, in front of it what it means where that is known.
  static std::expected<Session, std::string> open(std::string_view file);

  const std::vector<Port>& inputs() const { return inputs_; }
  const std::vector<Port>& outputs() const { return outputs_; }
  /// One value an input, in their order; gives one an output. Thread-safe.
  std::expected<std::vector<Value>, std::string> run(std::span<const Value> inputs) const;

 private:
  struct Release {
    void operator()(void* handle) const;
  };
  explicit Session(void* handle) : handle_(handle) {}

  std::unique_ptr<void, Release> handle_;
  std::vector<Port> inputs_;
  std::vector<Port> outputs_;
};

}  // namespace driftd::updaters::onnx
