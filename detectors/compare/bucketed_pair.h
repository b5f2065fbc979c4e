#pragma once

// Two whole samples of a column held against each other without sorting them, exactly nevertheless.
//
// Both are counted into buckets (adaptive_buckets.h). At the buckets' borders the difference D of the distribution functions is then known.
// Inside of a bucket with r values of the reference and w of the window, in units of 1 / (n m), D lies between D - w n and D + r m of its
// left border. Where that range keeps clear of 0, the area under |D| needs no order, only sums:
//   width D + m (r width - sum (x - left)) - n (w width - sum (x - left)),
// and where it stays below the largest |D| at any border, it cannot hold Kolmogorov and Smirnov's distance. Nor is an order needed where
// all of a bucket's values lie on its left border, as those of coarse columns do. The few buckets that remain (where the two functions
// cross, where they are farthest apart, and the ten that end PSI's bins) are gathered and sorted: with a million values each about one
// value in twenty.

#include <cstdint>
#include <span>
#include <vector>

#include "detectors/compare/adaptive_buckets.h"
#include "detectors/compare/difference_walk.h"
#include "detectors/compare/sorted_pair.h"

namespace driftd::detectors {

class BucketedPair {
 public:
  /// Neither is empty; all values at most 1e300 in size. False where the reference falls into so few buckets that it may have no more than
  /// ten different values, and bins must be by value: then there are no differences().
  bool compare(std::span<const double> reference, std::span<const double> window);
  /// After a compare() that was true.
  PairDifferences differences() const;

  /// One side, by bucket.
  struct Side {
    struct Bucket {
      double offsets = 0;  // sum of the values' distances from the bucket's left border
      std::uint32_t count = 0;
      bool is_point() const { return offsets == 0; }  // all on the border
    };
    void count(std::span<const double> values, const AdaptiveBuckets& buckets);
    void gather(std::span<const double> values, std::span<const std::uint16_t> place_of, std::size_t places);
    std::span<const double> gathered(std::size_t place) const {
      return std::span(values).subspan(begins[place], begins[place + 1] - begins[place]);
    }

    std::vector<Bucket> buckets;
    std::vector<std::uint16_t> bucket_of;  // of each value
    std::vector<std::uint64_t> before;     // values in the buckets before each
    std::vector<double> values;            // of the buckets that were gathered, each rising
    std::vector<std::size_t> begins;       // of each such bucket, and where the last one ends
  };

 private:
  struct Wanted {
    std::uint32_t bucket = 0;
    std::int64_t difference = 0;  // at its left border
    bool area = false;            // whether its area is still missing
  };
  bool is_point(std::size_t bucket) const { return reference_.buckets[bucket].is_point() && window_.buckets[bucket].is_point(); }
  void sum_up();
  void want_extremes();
  void want_quantiles();
  void want(std::uint32_t bucket, std::int64_t difference, bool area);
  void settle();

  AdaptiveBuckets buckets_;
  Side reference_;
  Side window_;
  DifferenceWalk walk_;                  // what the borders say
  std::vector<Wanted> wanted_;           // buckets whose values must be put in order
  std::vector<std::uint16_t> place_of_;  // of a bucket among the wanted, from 1 on; 0 where it is not wanted
};

}  // namespace driftd::detectors
