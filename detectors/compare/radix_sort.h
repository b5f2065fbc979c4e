#pragma once

// Sorting many doubles: a least-significant-digit radix sort on their bits, taken so that whole numbers order as the doubles do. A pass
// counts nothing and compares nothing, it moves each value once; passes in which all values share the digit are skipped.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace driftd::detectors {

/// Keeps its buffers between columns.
class RadixSorter {
 public:
  /// The values without the NaNs, rising; -0 comes out as 0. Stays good until the next call.
  std::span<const double> sort(std::span<const double> values);

 private:
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint64_t> spare_;
  std::vector<std::uint32_t> counts_;
  std::vector<double> sorted_;
};

}  // namespace driftd::detectors
