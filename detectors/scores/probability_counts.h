#pragma once

// How often each probability was given to what was 1 and to what was 0: all that an area under a curve of thresholds depends on.
// Counts by distinct probability merge by addition, and in any order give the same.
//
// Exact while there are at most kMostDistinct probabilities. Beyond that all of them are rounded to a grid of at most
// 26,627 points, which is even in relative terms at either end (steps of p / 256 up to 1/2, of (1 - p) / 256 above), since models put
// much of what matters near 0 and 1. Whether that happens depends on what was added, not on the order or on who added it. It turns
// probabilities of one step into ties, by which an area is off by no more than half the share of tied pairs: a number that is known
// (curve_scores.h).
//
// A probability is that of class 1, taken as 1 - (1 - p): where 0 was true what is known is 1 - p, and two equal probabilities must stay
// equal. Differences below 2^-53 are lost to that.

#include <cstdint>
#include <vector>

#include "detectors/state.h"

namespace driftd::detectors {

class ProbabilityCounts {
 public:
  static constexpr std::size_t kMostDistinct = 32'768;

  struct Row {
    double probability = 0;
    std::uint64_t ones = 0;
    std::uint64_t zeros = 0;
    bool operator==(const Row&) const = default;
  };

  /// `truth_probability`, 0..1, is the probability that was given to what came true.
  void add(bool truth, double truth_probability);
  void merge(const ProbabilityCounts& other);
  void clear();

  /// By probability, lowest first.
  std::vector<Row> rows() const;
  /// Whether probabilities were rounded.
  bool is_rounded() const;

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  static constexpr std::size_t kMostPending = 1024;  // sorting them together makes one of them cheap

  void settle();

  std::vector<Row> rows_;
  std::vector<Row> pending_;  // unsorted
  bool rounded_ = false;
};

}  // namespace driftd::detectors
