#include "updaters/models/onnx/onnx_runtime.h"

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>
#include <utility>

#include "updaters/models/onnx/onnx_library.h"

namespace driftd::updaters::onnx {
namespace {

std::size_t size_of(Element element) {
  switch (element) {
    case Element::boolean:
    case Element::uint8:
    case Element::int8: return 1;
    case Element::uint16:
    case Element::int16: return 2;
    case Element::float32:
    case Element::int32:
    case Element::uint32: return 4;
    case Element::float64:
    case Element::int64:
    case Element::uint64: return 8;
    default: return 0;
  }
}

/// Applies `use` to a null pointer of the C++ type of the element; false where it is no number.
template <class Use>
bool with_type(Element element, Use use) {
  switch (element) {
    case Element::float32: use(static_cast<float*>(nullptr)); return true;
    case Element::float64: use(static_cast<double*>(nullptr)); return true;
    case Element::int64: use(static_cast<std::int64_t*>(nullptr)); return true;
    case Element::int32: use(static_cast<std::int32_t*>(nullptr)); return true;
    case Element::int16: use(static_cast<std::int16_t*>(nullptr)); return true;
    case Element::int8: use(static_cast<std::int8_t*>(nullptr)); return true;
    case Element::uint64: use(static_cast<std::uint64_t*>(nullptr)); return true;
    case Element::uint32: use(static_cast<std::uint32_t*>(nullptr)); return true;
    case Element::uint16: use(static_cast<std::uint16_t*>(nullptr)); return true;
    case Element::uint8:
    case Element::boolean: use(static_cast<std::uint8_t*>(nullptr)); return true;
    default: return false;
  }
}

/// What a type cannot hold becomes the nearest that it can, and a missing number 0 where there is no NaN.
template <class Number>
Number converted(double value) {
  if constexpr (std::is_floating_point_v<Number>) {
    return static_cast<Number>(value);
  } else {
    if (!(value == value)) return 0;
    constexpr auto kLeast = static_cast<double>(std::numeric_limits<Number>::min());
    constexpr auto kMost = static_cast<double>(std::numeric_limits<Number>::max());
    if (value <= kLeast) return std::numeric_limits<Number>::min();
    if (value >= kMost) return std::numeric_limits<Number>::max();
    return static_cast<Number>(value);
  }
}

std::vector<std::int64_t> shape_of(Handle info) {
  std::size_t count = 0;
  if (!library().call<Handle, std::size_t*>(kDimensionsCount, info, &count)) return {};
  std::vector<std::int64_t> shape(count);
  if (!library().call<Handle, std::int64_t*, std::size_t>(kDimensions, info, shape.data(), count)) return {};
  return shape;
}

Element element_of(Handle info) {
  int element = 0;
  if (!library().call<Handle, int*>(kElementType, info, &element)) return Element::none;
  return static_cast<Element>(element);
}

struct PortPlaces {
  Place count;
  Place name;
  Place type;
};

std::expected<std::vector<Port>, std::string> ports_of(Handle session, PortPlaces places) {
  const Library& onnx = library();
  std::size_t count = 0;
  if (auto counted = onnx.call<Handle, std::size_t*>(places.count, session, &count); !counted) return std::unexpected(counted.error());
  std::vector<Port> ports(count);
  for (std::size_t i = 0; i < count; ++i) {
    char* name = nullptr;
    if (auto named = onnx.call<Handle, std::size_t, Handle, char**>(places.name, session, i, onnx.allocator(), &name); !named)
      return std::unexpected(named.error());
    ports[i].name = name;
    (void)onnx.call<Handle, void*>(kAllocatorFree, onnx.allocator(), name);
    Owned type(kReleaseTypeInfo);
    if (auto typed = onnx.call<Handle, std::size_t, Handle*>(places.type, session, i, type.out()); !typed)
      return std::unexpected(typed.error());
    int kind = 0;
    if (auto known = onnx.call<Handle, int*>(kTypeKind, type.get(), &kind); !known) return std::unexpected(known.error());
    ports[i].kind = static_cast<Kind>(kind);
    Handle tensor = nullptr;  // belongs to the type
    if (ports[i].kind != Kind::tensor || !onnx.call<Handle, Handle*>(kCastToTensorInfo, type.get(), &tensor) || tensor == nullptr) continue;
    ports[i].element = element_of(tensor);
    ports[i].shape = shape_of(tensor);
  }
  return ports;
}

std::string in_plain_words(const std::string& message) {
  if (message.find("opset") != std::string::npos || message.find("IR version") != std::string::npos) {
    return "it was exported for a newer ONNX than ONNX Runtime " + library().version() + " knows; export it with an older target opset (" +
           message + ")";
  }
  return "ONNX Runtime " + library().version() + " does not take it: " + message;
}

}  // namespace

std::string_view name_of(Element element) {
  constexpr std::array<std::string_view, 14> kNames{"nothing", "float",  "uint8", "int8",    "uint16", "int16",  "int32",
                                                    "int64",   "string", "bool",  "float16", "double", "uint32", "uint64"};
  const auto place = static_cast<std::size_t>(element);
  return place < kNames.size() ? kNames[place] : "an unknown type";
}

std::expected<std::string, std::string> version() {
  std::string reason;
  const Library* found = Library::get(&reason);
  if (found == nullptr) return std::unexpected(reason);
  return found->version();
}

void Value::Release::operator()(void* handle) const {
  library().release(kReleaseValue, handle);
}

Kind Value::kind() const {
  int kind = 0;
  if (!library().call<Handle, int*>(kValueKind, handle(), &kind)) return Kind::unknown;
  return static_cast<Kind>(kind);
}

Element Value::element() const {
  Owned info(kReleaseTypeAndShape);
  if (!library().call<Handle, Handle*>(kTypeAndShape, handle(), info.out())) return Element::none;
  return element_of(info.get());
}

std::vector<std::int64_t> Value::shape() const {
  Owned info(kReleaseTypeAndShape);
  if (!library().call<Handle, Handle*>(kTypeAndShape, handle(), info.out())) return {};
  return shape_of(info.get());
}

namespace {

std::expected<std::size_t, std::string> elements_in(Handle value) {
  Owned info(kReleaseTypeAndShape);
  if (auto known = library().call<Handle, Handle*>(kTypeAndShape, value, info.out()); !known) return std::unexpected(known.error());
  std::size_t count = 0;
  if (auto known = library().call<Handle, std::size_t*>(kElementCount, info.get(), &count); !known) return std::unexpected(known.error());
  return count;
}

}  // namespace

std::expected<std::vector<double>, std::string> Value::numbers() const {
  const auto count = elements_in(handle());
  if (!count) return std::unexpected(count.error());
  void* data = nullptr;
  const Element type = element();
  std::vector<double> numbers(*count);
  if (*count > 0) {
    if (auto known = library().call<Handle, void**>(kTensorData, handle(), &data); !known) return std::unexpected(known.error());
  }
  const bool good = with_type(type, [&](auto* typed) {
    const auto* values = static_cast<decltype(typed)>(data);
    std::transform(values, values + *count, numbers.begin(), [](auto value) { return static_cast<double>(value); });
  });
  if (!good) return std::unexpected("holds elements of type " + std::string(name_of(type)) + " where numbers should be");
  return numbers;
}

std::expected<std::vector<std::string>, std::string> Value::texts() const {
  const auto count = elements_in(handle());
  if (!count) return std::unexpected(count.error());
  std::size_t bytes = 0;
  if (auto known = library().call<Handle, std::size_t*>(kStringsLength, handle(), &bytes); !known) return std::unexpected(known.error());
  std::string all(bytes, '\0');
  std::vector<std::size_t> begins(*count);
  if (auto read = library().call<Handle, void*, std::size_t, std::size_t*, std::size_t>(kStringsContent, handle(), all.data(), bytes,
                                                                                        begins.data(), *count);
      !read)
    return std::unexpected(read.error());
  std::vector<std::string> texts(*count);
  for (std::size_t i = 0; i < *count; ++i) texts[i] = all.substr(begins[i], (i + 1 < *count ? begins[i + 1] : bytes) - begins[i]);
  return texts;
}

std::expected<std::vector<Value>, std::string> Value::parts() const {
  const Library& onnx = library();
  std::size_t count = 0;
  if (auto known = onnx.call<Handle, std::size_t*>(kPartCount, handle(), &count); !known) return std::unexpected(known.error());
  std::vector<Value> parts;
  for (std::size_t i = 0; i < count; ++i) {
    Handle part = nullptr;
    if (auto got = onnx.call<Handle, int, Handle, Handle*>(kPart, handle(), static_cast<int>(i), onnx.allocator(), &part); !got)
      return std::unexpected(got.error());
    parts.emplace_back(part);
  }
  return parts;
}

namespace {

std::expected<Value, std::string> empty_tensor(Element element, std::span<const std::int64_t> shape) {
  const Library& onnx = library();
  Handle made = nullptr;
  auto created = onnx.call<Handle, const std::int64_t*, std::size_t, int, Handle*>(kCreateTensor, onnx.allocator(), shape.data(),
                                                                                   shape.size(), static_cast<int>(element), &made);
  if (!created) return std::unexpected(created.error());
  return Value(made);
}

}  // namespace

std::expected<Value, std::string> make_tensor(std::span<const double> numbers, Element element, std::span<const std::int64_t> shape) {
  if (size_of(element) == 0)
    return std::unexpected("takes elements of type " + std::string(name_of(element)) + ", which driftd does not give");
  auto tensor = empty_tensor(element, shape);
  if (!tensor || numbers.empty()) return tensor;
  void* data = nullptr;
  if (auto known = library().call<Handle, void**>(kTensorData, tensor->handle(), &data); !known) return std::unexpected(known.error());
  with_type(element, [&](auto* typed) {
    using Number = std::remove_pointer_t<decltype(typed)>;
    std::ranges::transform(numbers, static_cast<Number*>(data), [&](double value) {
      return element == Element::boolean ? static_cast<Number>(value == value && value != 0) : converted<Number>(value);
    });
  });
  return tensor;
}

std::expected<Value, std::string> make_tensor(std::span<const std::string_view> texts, std::span<const std::int64_t> shape) {
  auto tensor = empty_tensor(Element::text, shape);
  if (!tensor) return tensor;
  std::vector<std::string> ended(texts.begin(), texts.end());  // the library wants a zero behind each
  std::vector<const char*> begins;
  for (const std::string& text : ended) begins.push_back(text.c_str());
  auto filled = library().call<Handle, const char* const*, std::size_t>(kFillStrings, tensor->handle(), begins.data(), begins.size());
  if (!filled) return std::unexpected(filled.error());
  return tensor;
}

void Session::Release::operator()(void* handle) const {
  library().release(kReleaseSession, handle);
}

std::expected<Session, std::string> Session::open(std::string_view file) {
  if (const auto known = version(); !known) return std::unexpected(known.error());
  const Library& onnx = library();
  Owned options(kReleaseSessionOptions);
  auto set = onnx.call<Handle*>(kCreateSessionOptions, options.out());
  if (set) set = onnx.call<Handle, int>(kSetIntraOpThreads, options.get(), 1);
  if (set) set = onnx.call<Handle, int>(kSetInterOpThreads, options.get(), 1);
  if (set) set = onnx.call<Handle>(kDisableMemPattern, options.get());
  if (set) set = onnx.call<Handle>(kDisableCpuArena, options.get());
  if (set) set = onnx.call<Handle, const char*, const char*>(kAddSessionConfig, options.get(), "session.intra_op.allow_spinning", "0");
  if (!set) return std::unexpected("ONNX Runtime does not take its options: " + set.error());
  Handle made = nullptr;
  auto opened = onnx.call<Handle, const void*, std::size_t, Handle, Handle*>(kCreateSessionFromArray, onnx.environment(), file.data(),
                                                                             file.size(), options.get(), &made);
  if (!opened) return std::unexpected(in_plain_words(opened.error()));
  Session session(made);
  auto inputs = ports_of(made, {.count = kInputCount, .name = kInputName, .type = kInputType});
  auto outputs = ports_of(made, {.count = kOutputCount, .name = kOutputName, .type = kOutputType});
  if (!inputs) return std::unexpected(in_plain_words(inputs.error()));
  if (!outputs) return std::unexpected(in_plain_words(outputs.error()));
  session.inputs_ = std::move(*inputs);
  session.outputs_ = std::move(*outputs);
  return session;
}

std::expected<std::vector<Value>, std::string> Session::run(std::span<const Value> inputs) const {
  std::vector<const char*> given;
  std::vector<const char*> wanted;
  std::vector<Handle> values;
  for (const Port& port : inputs_) given.push_back(port.name.c_str());
  for (const Port& port : outputs_) wanted.push_back(port.name.c_str());
  for (const Value& value : inputs) values.push_back(value.handle());
  std::vector<Handle> answers(wanted.size(), nullptr);
  auto ran = library().call<Handle, const void*, const char* const*, const Handle*, std::size_t, const char* const*, std::size_t, Handle*>(
      kRun, handle_.get(), nullptr, given.data(), values.data(), values.size(), wanted.data(), wanted.size(), answers.data());
  std::vector<Value> made;
  for (const Handle answer : answers) made.emplace_back(answer);
  if (!ran) return std::unexpected(ran.error());
  return made;
}

}  // namespace driftd::updaters::onnx
