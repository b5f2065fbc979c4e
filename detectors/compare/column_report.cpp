#include "detectors/compare/column_report.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "config/assertion.h"
#include "detectors/compare/ks.h"
#include "detectors/compare/psi.h"
#include "detectors/stats/moments.h"

namespace driftd::detectors {

namespace {

constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kLargestBucketed = 1e300;

/// What one pass over a column tells.
struct Scan {
  std::uint64_t missing = 0;
  double largest = 0;  // in size, of those that are not missing
};

Scan scan(std::span<const double> values) {
  Scan found;
  for (const double value : values) {
    found.missing += static_cast<std::uint64_t>(std::isnan(value));
    found.largest = std::max(found.largest, std::abs(value));  // a NaN is never the larger one
  }
  return found;
}

/// The values that are wanted, in their order.
template <class Wanted>
std::vector<double> only(std::span<const double> values, Wanted wanted) {
  std::vector<double> chosen;
  std::ranges::copy_if(values, std::back_inserter(chosen), wanted);
  return chosen;
}

}  // namespace

PairDifferences ColumnReporter::differences(std::span<const double> reference, std::span<const double> window, double largest) {
  const bool long_enough = std::min(reference.size(), window.size()) >= kFewestBucketed;
  if (long_enough && largest <= kLargestBucketed && bucketed_.compare(reference, window)) return bucketed_.differences();
  sorted_.sort(reference, window);
  return sorted_.differences();
}

ColumnReport ColumnReporter::report(std::span<const double> reference, std::span<const double> window) {
  DRIFTD_ASSERT(std::max(reference.size(), window.size()) <= NumericReference::kMostValues);
  const Scan known = scan(reference);
  const Scan seen = scan(window);
  const auto present = [](double value) { return !std::isnan(value); };
  if (known.missing > 0) reference = reference_present_ = only(reference, present);
  if (seen.missing > 0) window = window_present_ = only(window, present);
  ColumnReport report{
      .reference_size = reference.size(), .window_size = window.size(), .reference_missing = known.missing, .window_missing = seen.missing};
  if (reference.empty() || window.empty()) return report;
  auto [largest, area, bins] = differences(reference, window, std::max(known.largest, seen.largest));
  report.ks = ks_evidence(static_cast<std::uint64_t>(largest), reference.size(), window.size());
  std::erase_if(bins, [](const Bin& bin) { return bin.reference + bin.window == 0; });
  report.psi = stability_index(bins);
  const auto finite = [](double value) { return std::isfinite(value); };
  if (std::isinf(known.largest)) reference = reference_present_ = only(reference, finite);
  if (std::isinf(seen.largest)) window = window_present_ = only(window, finite);
  if (reference.empty() || window.empty()) return report;
  const double pairs = static_cast<double>(reference.size()) * static_cast<double>(window.size());
  report.wasserstein = std::min(area / pairs, kLargest);
  const Moments moments = moments_of(reference);
  const double unit = moments.deviation > 0 ? moments.deviation : pooled_deviation(moments, moments_of(window));
  report.wasserstein_per_deviation = unit > 0 ? report.wasserstein / unit : report.wasserstein;
  return report;
}

}  // namespace driftd::detectors
