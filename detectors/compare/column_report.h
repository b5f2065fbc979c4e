#pragma once

// The batch report: two samples of one column, whole, held against each other by Kolmogorov-Smirnov, PSI and Wasserstein. Where a window
// slides, counts against a frozen reference are cheaper (numeric_reference.h); for two files of a million rows each that are looked at
// once, both are sorted by radix and read off in one pass side by side.
//
// The figures are those of the comparisons ks, psi (ten bins) and wasserstein of the same samples.

#include <cstdint>
#include <span>
#include <vector>

#include "detectors/compare/bins.h"
#include "detectors/compare/comparison.h"
#include "detectors/compare/radix_sort.h"

namespace driftd::detectors {

struct ColumnReport {
  std::uint64_t reference_size = 0;  // without the NaNs, which the next two count
  std::uint64_t window_size = 0;
  std::uint64_t reference_missing = 0;
  std::uint64_t window_missing = 0;
  Evidence ks;  // NaNs where either sample is empty, as are the next
  double psi = kNotApplicable;
  double wasserstein = kNotApplicable;                // in the column's unit, of its finite values
  double wasserstein_per_deviation = kNotApplicable;  // of the reference
};

/// Makes reports of one column after the other and keeps its buffers: 48 bytes a row of the longest.
class ColumnReporter {
 public:
  /// At most NumericReference::kMostValues values each.
  ColumnReport report(std::span<const double> reference, std::span<const double> window);

 private:
  RadixSorter reference_;
  RadixSorter window_;
};

}  // namespace driftd::detectors
