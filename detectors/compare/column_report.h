#pragma once

// The batch report: two samples of one column, whole, held against each other by Kolmogorov-Smirnov, PSI and Wasserstein. Where a window
// slides, counts against a frozen reference are cheaper (numeric_reference.h); for two files of a million rows each that are looked at
// once, both are counted into buckets and only what lies where it matters is put in order (bucketed_pair.h); small samples are sorted.
//
// The figures are those of the comparisons ks, psi (ten bins) and wasserstein of the same samples.

#include <cstdint>
#include <span>
#include <vector>

#include "detectors/compare/bucketed_pair.h"
#include "detectors/compare/comparison.h"
#include "detectors/compare/sorted_pair.h"

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

/// Makes reports of one column after the other and keeps its buffers: at most 84 bytes a row of the longest.
class ColumnReporter {
 public:
  /// Shorter columns are sorted as quickly as they are counted.
  static constexpr std::size_t kFewestBucketed = 20'000;

  /// At most NumericReference::kMostValues values each.
  ColumnReport report(std::span<const double> reference, std::span<const double> window);

 private:
  PairDifferences differences(std::span<const double> reference, std::span<const double> window, double largest);

  BucketedPair bucketed_;
  SortedPair sorted_;
  std::vector<double> reference_present_;
  std::vector<double> window_present_;
};

}  // namespace driftd::detectors
