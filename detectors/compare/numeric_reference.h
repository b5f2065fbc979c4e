#pragma once

// A frozen reference sample of one number, sorted once, and the gap counts of samples that are held against it.
//
// Every rank test against a fixed reference needs of the current sample only how many of its values fall into each gap between
// neighbouring reference values, and how many equal one: inside a gap the reference's distribution function is constant. So a window is an
// array of counters; it is exact, bounded, and two windows merge by addition.
//
// With k distinct reference values v0 < v1 < ... there are 2k + 1 cells: cell 2i + 1 is "equals v_i", cell 2i is the open gap just below
// v_i, and cell 2k lies above all.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/state.h"

namespace driftd::detectors {

using Cell = std::uint32_t;
using CellCounts = std::vector<std::uint32_t>;  // one counter a cell

class NumericReference {
 public:
  NumericReference() = default;
  /// Sorts a copy; NaNs are left out.
  explicit NumericReference(std::span<const double> sample);

  /// Most values in a sample, so that counts fit their width.
  static constexpr std::size_t kMostValues = std::size_t{1} << 30U;

  /// The cell of each value: cells[i] for values[i], both of one length. No value is NaN. O(log k) each, eight searches interleaved.
  void locate(std::span<const double> values, std::span<Cell> cells) const;

  std::size_t cell_count() const { return 2 * values_.size() + 1; }
  std::uint64_t size() const { return size_; }  // values in the sample
  std::span<const double> distinct() const { return values_; }
  /// How often each distinct value stands in the sample.
  std::span<const std::uint32_t> multiplicities() const { return multiplicities_; }

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  std::vector<double> values_;
  std::vector<std::uint32_t> multiplicities_;
  std::uint64_t size_ = 0;
};

}  // namespace driftd::detectors
