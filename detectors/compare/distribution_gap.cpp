#include "detectors/compare/distribution_gap.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

namespace driftd::detectors {

namespace {

constexpr std::size_t kBlock = 64;

using Counts = std::span<const std::uint32_t>;

/// Some neighbouring cells.
struct Block {
  std::int64_t difference = 0;  // of the distribution functions before them, times n m
  std::int64_t rise = 0;        // by which the reference's values among them raise it
};

std::int64_t sum_of(Counts counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

/// The difference, followed from cell to cell.
struct Walk {
  std::int64_t n;
  std::int64_t m;
  std::int64_t lowest = 0;
  std::int64_t highest = 0;

  void reach(std::int64_t difference) {
    lowest = std::min(lowest, difference);
    highest = std::max(highest, difference);
  }
  void pass(std::int64_t difference, Counts reference, Counts window) {
    for (std::size_t cell = 0; cell < reference.size(); ++cell) {
      difference += m * reference[cell] - n * window[cell];
      reach(difference);
    }
  }
};

}  // namespace

// The difference is followed from block to block first, which takes sums only. Inside of a block it can rise by no more than the
// reference has there, and fall by no more than the window has: few blocks, those near the extremes, must be passed cell by cell.
DistributionGap distribution_gap(const NumberSamples& samples) {
  const Counts reference = samples.reference.counts();
  const Counts window = samples.window.counts;
  Walk walk{.n = static_cast<std::int64_t>(samples.n), .m = static_cast<std::int64_t>(samples.m)};
  std::vector<Block> blocks;
  blocks.reserve(reference.size() / kBlock + 2);
  std::int64_t difference = 0;
  for (std::size_t begin = 0; begin < reference.size(); begin += kBlock) {
    const std::size_t size = std::min(kBlock, reference.size() - begin);
    const std::int64_t rise = walk.m * sum_of(reference.subspan(begin, size));
    blocks.push_back({.difference = difference, .rise = rise});
    difference += rise - walk.n * sum_of(window.subspan(begin, size));
    walk.reach(difference);
  }
  blocks.push_back({.difference = difference});
  for (std::size_t i = 0; i + 1 < blocks.size(); ++i) {
    const auto& [before, rise] = blocks[i];
    const std::int64_t fall = before + rise - blocks[i + 1].difference;
    if (before + rise <= walk.highest && before - fall >= walk.lowest) continue;
    const std::size_t size = std::min(kBlock, reference.size() - i * kBlock);
    walk.pass(before, reference.subspan(i * kBlock, size), window.subspan(i * kBlock, size));
  }
  return {.below = static_cast<std::uint64_t>(walk.highest), .above = static_cast<std::uint64_t>(-walk.lowest)};
}

}  // namespace driftd::detectors
