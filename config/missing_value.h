#pragma once

// A value that is not there. Rows are doubles throughout, so what is missing is a NaN; and one that came as another type than its feature's
// (a text for a number, say) is a NaN whose payload says so. Both survive the journal, a copy and a comparison by bits; arithmetic may lose
// the mark, so that it is asked for before anything is computed. Nobody else looks at the bits.

#include <bit>
#include <cmath>
#include <cstdint>

namespace driftd::config {

/// A quiet NaN, "DT" in its payload.
constexpr std::uint64_t kWrongTypeBits = 0x7FF8'0000'0000'4454;

/// Nothing was sent, or null.
constexpr double missing_value() {
  return std::bit_cast<double>(std::uint64_t{0x7FF8'0000'0000'0000});
}
/// Something was sent that the feature cannot hold.
constexpr double wrong_type_value() {
  return std::bit_cast<double>(kWrongTypeBits);
}

constexpr bool is_wrong_type(double value) {
  return std::bit_cast<std::uint64_t>(value) == kWrongTypeBits;
}
/// Missing in either way.
inline bool is_absent(double value) {
  return std::isnan(value);
}

}  // namespace driftd::config
