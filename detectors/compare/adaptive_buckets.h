#pragma once

// A partition of the doubles into buckets that rise with the values and hold about equally many of them each, whatever the distribution.
//
// The first bits of a double's ordered bits (sign, exponent and two of the mantissa) say in which cell of the scale it lies, a quarter of
// an octave wide. A few thousand of the values say how many fall into a cell and over which part of it they spread: that part is cut into
// as many equal buckets, a power of two wide, and what lies outside of it goes to the first or the last of them. A look-up, a shift and
// two comparisons find a value's bucket: no search, and no range that an outlier could spoil.

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/compare/ordered_bits.h"

namespace driftd::detectors {

class AdaptiveBuckets {
 public:
  /// Buckets for values like those of both samples. No NaNs.
  void fit(std::span<const double> left, std::span<const double> right);

  std::uint32_t bucket_of(std::uint64_t ordered) const {
    const Cell& cell = cells_[ordered >> kInCellBits];
    const std::uint64_t distance = ordered > cell.begin ? (ordered - cell.begin) >> cell.shift : 0;
    return cell.first + std::min(static_cast<std::uint32_t>(std::min<std::uint64_t>(distance, kMostInCell)), cell.last);
  }
  /// The least value of a bucket; that of count() is where the last one ends.
  double floor(std::size_t bucket) const { return floors_[bucket]; }
  std::size_t count() const { return floors_.size() - 1; }

 private:
  static constexpr unsigned kCellBits = 14;
  static constexpr unsigned kInCellBits = 64 - kCellBits;
  static constexpr std::uint64_t kInCell = (std::uint64_t{1} << kInCellBits) - 1;

  static constexpr std::uint64_t kMostInCell = std::uint64_t{1} << 14U;

  struct Cell {
    std::uint64_t begin = 0;  // where its first bucket begins, but for what lies below
    std::uint32_t first = 0;  // bucket
    std::uint32_t last = 0;   // less the first
    std::uint32_t shift = 0;  // a bucket is two to this wide
  };
  struct Sampled {
    std::uint64_t least = 0;
    std::uint64_t greatest = 0;
    std::uint32_t count = 0;
  };
  void sample(std::span<const double> values);
  Cell cell_of(const Sampled& sampled, std::uint64_t begin);

  std::vector<Cell> cells_;
  std::vector<Sampled> sampled_;  // a cell each
  std::vector<double> floors_;
};

}  // namespace driftd::detectors
