#pragma once

// Doubles as whole numbers that order as they do.

#include <bit>
#include <cstdint>

namespace driftd::detectors {

constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63U;

/// Negative doubles rise as their bits fall: all bits of those are turned over, and of the others the sign. -0 has the key of 0.
inline std::uint64_t ordered_bits(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return bits ^ (static_cast<std::uint64_t>(-static_cast<std::int64_t>(bits >> 63U)) | kSignBit);
}

inline double from_ordered_bits(std::uint64_t key) {
  return std::bit_cast<double>(key ^ (static_cast<std::uint64_t>(static_cast<std::int64_t>(key >> 63U) - 1) | kSignBit));
}

}  // namespace driftd::detectors
