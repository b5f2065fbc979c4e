#include "detectors/compare/adaptive_buckets.h"

#include <algorithm>
#include <bit>

namespace driftd::detectors {

namespace {

constexpr std::size_t kSampled = 8192;  // at most, of either side: with a bucket a cell that is under 2^16 in all

}  // namespace

void AdaptiveBuckets::fit(std::span<const double> left, std::span<const double> right) {
  constexpr std::size_t kCells = std::size_t{1} << kCellBits;
  sampled_.assign(kCells, {});
  sample(left);
  sample(right);
  cells_.resize(kCells);
  floors_.clear();
  for (std::uint64_t i = 0; i < kCells; ++i) cells_[i] = cell_of(sampled_[i], i << kInCellBits);
  floors_.push_back(from_ordered_bits(~std::uint64_t{0}));
}

void AdaptiveBuckets::sample(std::span<const double> values) {
  const std::size_t stride = values.size() / kSampled + 1;
  for (std::size_t i = 0; i < values.size(); i += stride) {
    const std::uint64_t ordered = ordered_bits(values[i]);
    Sampled& cell = sampled_[ordered >> kInCellBits];
    cell.least = cell.count == 0 ? ordered : std::min(cell.least, ordered);
    cell.greatest = std::max(cell.greatest, ordered);
    ++cell.count;
  }
}

/// The cell that begins at `begin`; its buckets join the floors.
AdaptiveBuckets::Cell AdaptiveBuckets::cell_of(const Sampled& sampled, std::uint64_t begin) {
  Cell cell{.begin = begin, .first = static_cast<std::uint32_t>(floors_.size()), .last = 0, .shift = kInCellBits};
  floors_.push_back(from_ordered_bits(begin));
  if (sampled.count < 2 || sampled.greatest == sampled.least) return cell;
  const auto spread = static_cast<unsigned>(std::bit_width(sampled.greatest - sampled.least));
  const auto splits = std::min(static_cast<unsigned>(std::bit_width(sampled.count)), spread);
  cell.begin = sampled.least;
  cell.shift = spread - splits;
  cell.last = static_cast<std::uint32_t>((sampled.greatest - sampled.least) >> cell.shift);
  for (std::uint64_t k = 1; k <= cell.last; ++k) floors_.push_back(from_ordered_bits(cell.begin + (k << cell.shift)));
  return cell;
}

}  // namespace driftd::detectors
