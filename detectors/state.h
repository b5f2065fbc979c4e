#pragma once

// State as bytes: little-endian, explicit widths, so that a checkpoint written by one release on one machine is read by the next on
// another. A reader trusts nothing: once a read runs past the end or over a bound it is failed and yields zeros.

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace driftd::detectors {

static_assert(std::endian::native == std::endian::little, "state and journal are little-endian; a big-endian port needs byte swaps here");

template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

class StateWriter {
 public:
  template <Scalar T>
  void put(T value) {
    const auto* bytes = reinterpret_cast<const char*>(&value);
    bytes_.append(bytes, sizeof value);
  }

  void put(std::string_view text) {
    put(static_cast<std::uint64_t>(text.size()));
    bytes_.append(text);
  }

  template <Scalar T>
  void put(const std::vector<T>& values) {
    put(static_cast<std::uint64_t>(values.size()));
    if (!values.empty()) bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  }

  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class StateReader {
 public:
  explicit StateReader(std::string_view bytes) : bytes_(bytes) {}

  /// A truth is a byte of 0 or 1: any other is refused before it becomes one.
  void get(bool& value) {
    const auto byte = get<std::uint8_t>();
    if (byte > 1) failed_ = true;
    value = byte == 1;
  }

  template <Scalar T>
  void get(T& value) {
    value = T{};
    if (!has(sizeof value)) return;
    bytes_.copy(reinterpret_cast<char*>(&value), sizeof value);
    bytes_.remove_prefix(sizeof value);
  }

  template <Scalar T>
  T get() {
    T value{};
    get(value);
    return value;
  }

  void get(std::string& text) {
    const auto size = get<std::uint64_t>();
    text.clear();
    if (!has(size)) return;
    text.assign(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
  }

  template <Scalar T>
  void get(std::vector<T>& values) {
    const auto size = get<std::uint64_t>();
    values.clear();
    if (size > bytes_.size() / sizeof(T)) {
      failed_ = true;
      return;
    }
    values.resize(size);
    bytes_.copy(reinterpret_cast<char*>(values.data()), size * sizeof(T));
    bytes_.remove_prefix(size * sizeof(T));
  }

  /// A count of items to come, each of at least one byte.
  std::uint64_t get_count() {
    const auto count = get<std::uint64_t>();
    if (count > bytes_.size()) failed_ = true;
    return failed_ ? 0 : count;
  }

  /// For a reader of structure: what was read makes no sense.
  void fail() { failed_ = true; }
  bool failed() const { return failed_; }
  bool at_end() const { return bytes_.empty(); }

 private:
  bool has(std::uint64_t size) {
    if (failed_ || size > bytes_.size()) failed_ = true;
    return !failed_;
  }

  std::string_view bytes_;
  bool failed_ = false;
};

}  // namespace driftd::detectors
