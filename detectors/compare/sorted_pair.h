#pragma once

// Two whole samples of a column held against each other by sorting both: exact for whatever values, infinities too.

#include <span>

#include "detectors/compare/bins.h"
#include "detectors/compare/radix_sort.h"

namespace driftd::detectors {

/// What the report is made from. In units of 1 / (n m).
struct PairDifferences {
  std::int64_t largest = 0;  // of |F - G|
  double area = 0;           // between F and G, of the finite values only
  Bins bins;                 // of PSI
};

class SortedPair {
 public:
  /// Neither is empty; no NaNs. What reference() and window() give stays good until the next call.
  void sort(std::span<const double> reference, std::span<const double> window);
  std::span<const double> reference() const { return reference_; }
  std::span<const double> window() const { return window_; }
  PairDifferences differences() const;

 private:
  RadixSorter reference_sorter_;
  RadixSorter window_sorter_;
  std::span<const double> reference_;
  std::span<const double> window_;
};

}  // namespace driftd::detectors
