#pragma once

// A frozen reference sample of one number, sorted once, and the gap counts of samples that are held against it.
//
// Every rank test against a fixed reference needs of the current sample only how many of its values fall into each gap between
// neighbouring reference values, and how many equal one: inside a gap the reference's distribution function is constant. So a window is an
// array of counters; it is exact, bounded, and two windows merge by addition. (What counts cannot tell: whether window values inside one
// gap equal each other. Rank tests take them as different.)
//
// With k cuts v0 < v1 < ... there are 2k + 1 cells: cell 2i + 1 is "equals v_i", cell 2i is the open gap just below v_i, and cell 2k lies
// above all. The cuts are all distinct values, and no gap holds a reference value; or, where memory matters, about `gaps` of them, the
// least and the greatest among them, chosen so that each gap holds at most 1 / gaps of the reference. Then both distribution functions are
// still exact at the cuts, and between two of them the difference is off by at most what the reference has in the gap: Kolmogorov and
// Smirnov's distance comes out too small by at most 1 / gaps, never too large. Distances along the scale take a gap's reference values to
// lie at their mean.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/state.h"
#include "detectors/stats/moments.h"

namespace driftd::detectors {

using Cell = std::uint32_t;
using CellCounts = std::vector<std::uint32_t>;  // one counter a cell

class NumericReference {
 public:
  static constexpr std::size_t kAllGaps = 0;

  NumericReference() = default;
  /// Sorts a copy; NaNs are left out. `gaps`: at most about so many gaps, or all.
  explicit NumericReference(std::span<const double> sample, std::size_t gaps = kAllGaps);

  /// Most values in a sample, so that counts fit their width.
  static constexpr std::size_t kMostValues = std::size_t{1} << 30U;

  /// The cell of each value: cells[i] for values[i], both of one length. No value is NaN. O(log k) each.
  void locate(std::span<const double> values, std::span<Cell> cells) const;

  std::size_t cell_count() const { return counts_.size(); }
  std::uint64_t size() const { return size_; }  // values in the sample
  std::span<const double> cuts() const { return cuts_; }
  /// The sample by cell.
  std::span<const std::uint32_t> counts() const { return counts_; }
  /// Whether every distinct value is a cut.
  bool is_exact() const { return gap_means_.empty(); }
  /// Where the sample's values in the gap below cut i are taken to lie; only where there are any.
  double gap_mean(std::size_t i) const { return gap_means_[i]; }
  /// Of the finite values.
  const Moments& moments() const { return moments_; }

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  void cut_everywhere(std::span<const double> sorted);
  void cut_every(std::uint64_t most_inside, std::span<const double> sorted);
  bool is_whole() const;

  std::vector<double> cuts_;
  CellCounts counts_{0};
  std::vector<double> gap_means_;  // empty where exact, else one a cut
  Moments moments_;
  std::uint64_t size_ = 0;
};

}  // namespace driftd::detectors
