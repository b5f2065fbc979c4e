#pragma once

// A category as inputs of which one is on.
//
// Each of a feature's most frequent levels, up to a cardinality, has its own. Where there were more, the rare ones and those never seen
// share buckets: hashed, with the sign of another bit of the hash, so that levels that meet in a bucket cancel rather than add up. Where
// there were not, a level never seen switches on none, and the row is judged by its other features. A missing value is a level of its own
// if the column had missing ones while learning, else like one never seen.
//
// Weinberger et al.: Feature Hashing for Large Scale Multitask Learning, ICML 2009.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "updaters/dataset.h"

namespace driftd::updaters {

struct CategoryEncoding {
  std::vector<double> levels;  // codes, in the order of their inputs
  bool knows_missing = false;  // has an input, behind the levels'
  bool hashes_others = false;
  bool operator==(const CategoryEncoding&) const = default;

  std::size_t inputs() const { return levels.size() + (knows_missing ? 1U : 0U); }
};

/// What a column says. What `base` (or null) knows keeps its place; levels that it does not know join behind it, up to `cardinality`.
CategoryEncoding learn_category(const Dataset& rows, std::size_t column, std::size_t cardinality, const CategoryEncoding* base);

/// Where a level stands among its feature's inputs.
class LevelPlaces {
 public:
  static constexpr std::uint32_t kNone = ~0U;

  explicit LevelPlaces(const CategoryEncoding& encoding);
  std::uint32_t find(double code) const;

 private:
  std::vector<std::pair<double, std::uint32_t>> places_;  // by code
};

/// Bucket and sign (1 or -1) of a hash.
struct Bucket {
  std::uint32_t place;
  double sign;
};
Bucket bucket_of(std::uint64_t hash, std::uint32_t buckets);
/// Of a level of the feature that is the `feature`-th category.
Bucket bucket_of_level(double code, std::size_t feature, std::uint32_t buckets);

}  // namespace driftd::updaters
