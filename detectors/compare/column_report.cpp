#include "detectors/compare/column_report.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "config/assertion.h"
#include "detectors/compare/ks.h"
#include "detectors/compare/psi.h"
#include "detectors/stats/moments.h"

namespace driftd::detectors {

namespace {

constexpr std::uint64_t kBins = 10;
constexpr double kLargest = std::numeric_limits<double>::max();

/// What the pass side by side gives.
struct Differences {
  std::int64_t largest = 0;  // of |F - G|, times n m
  double area = 0;           // between F and G, times n m
};

/// One value after the other, the smaller first; no branch depends on which sample it is from. Both rising, finite unless only `largest` is
/// wanted.
Differences differences_of(std::span<const double> reference, std::span<const double> window) {
  const auto n = static_cast<std::int64_t>(reference.size());
  const auto m = static_cast<std::int64_t>(window.size());
  Differences result;
  std::int64_t difference = 0;
  double before = 0;
  // A step takes one value; the difference in force between `before` and `value` counts where they differ.
  const auto step = [&](double value, std::int64_t change) {
    const std::int64_t gap = std::abs(difference);
    const double width = std::min(value - before, kLargest);  // never infinite: times 0 that would be NaN
    result.largest = std::max(result.largest, width > 0 ? gap : 0);
    result.area += static_cast<double>(gap) * width;
    before = value;
    difference += change;
  };
  std::size_t i = 0;
  std::size_t j = 0;
  if (n > 0 && m > 0) before = std::min(reference.front(), window.front());
  while (i < reference.size() && j < window.size()) {
    const double known = reference[i];
    const double seen = window[j];
    const bool take_known = known <= seen;
    step(std::min(known, seen), take_known ? m : -n);
    i += static_cast<std::size_t>(take_known);
    j += static_cast<std::size_t>(!take_known);
  }
  for (; i < reference.size(); ++i) step(reference[i], m);
  for (; j < window.size(); ++j) step(window[j], -n);
  return result;
}

std::uint64_t count_up_to(std::span<const double> rising, double value) {
  return static_cast<std::uint64_t>(std::ranges::upper_bound(rising, value) - rising.begin());
}

/// The values of a sample of at most `most` distinct ones; of more, one value more than that.
std::vector<double> few_distinct(std::span<const double> rising, std::size_t most) {
  std::vector<double> distinct;
  while (!rising.empty() && distinct.size() <= most) {
    distinct.push_back(rising.front());
    rising = rising.subspan(count_up_to(rising, rising.front()));
  }
  return distinct;
}

Bins bins_by_value(std::span<const double> reference, std::span<const double> window, std::span<const double> distinct) {
  const auto equal = [](std::span<const double> rising, double value) {
    return static_cast<std::uint64_t>(std::ranges::equal_range(rising, value).size());
  };
  Bins bins;
  Bin elsewhere{.window = window.size()};
  for (const double value : distinct) {
    bins.push_back({.reference = equal(reference, value), .window = equal(window, value)});
    elsewhere.window -= bins.back().window;
  }
  bins.push_back(elsewhere);
  return bins;
}

Bins bins_by_quantile(std::span<const double> reference, std::span<const double> window) {
  const std::uint64_t n = reference.size();
  Bins bins;
  std::uint64_t known_before = 0;
  std::uint64_t seen_before = 0;
  for (std::uint64_t quantile = 1; quantile < kBins; quantile = known_before * kBins / n + 1) {
    const double end = reference[(quantile * n + kBins - 1) / kBins - 1];
    if (end == reference.back()) break;
    const std::uint64_t known = count_up_to(reference, end);
    const std::uint64_t seen = count_up_to(window, end);
    bins.push_back({.reference = known - known_before, .window = seen - seen_before});
    known_before = known;
    seen_before = seen;
  }
  bins.push_back({.reference = n - known_before, .window = window.size() - seen_before});
  return bins;
}

double psi_of(std::span<const double> reference, std::span<const double> window) {
  const auto distinct = few_distinct(reference, kBins);
  Bins bins = distinct.size() <= kBins ? bins_by_value(reference, window, distinct) : bins_by_quantile(reference, window);
  std::erase_if(bins, [](const Bin& bin) { return bin.reference + bin.window == 0; });
  return stability_index(bins);
}

}  // namespace

ColumnReport ColumnReporter::report(std::span<const double> reference_values, std::span<const double> window_values) {
  DRIFTD_ASSERT(std::max(reference_values.size(), window_values.size()) <= NumericReference::kMostValues);
  const auto reference = reference_.sort(reference_values);
  const auto window = window_.sort(window_values);
  ColumnReport report{.reference_size = reference.size(),
                      .window_size = window.size(),
                      .reference_missing = reference_values.size() - reference.size(),
                      .window_missing = window_values.size() - window.size()};
  if (reference.empty() || window.empty()) return report;
  const auto finite_reference = finite_part(reference);
  const auto finite_window = finite_part(window);
  const auto differences = differences_of(reference, window);
  report.ks = ks_evidence(static_cast<std::uint64_t>(differences.largest), reference.size(), window.size());
  report.psi = psi_of(reference, window);
  if (finite_reference.empty() || finite_window.empty()) return report;
  const bool all_finite = finite_reference.size() == reference.size() && finite_window.size() == window.size();
  const double area = all_finite ? differences.area : differences_of(finite_reference, finite_window).area;
  const double pairs = static_cast<double>(finite_reference.size()) * static_cast<double>(finite_window.size());
  report.wasserstein = std::min(area / pairs, kLargest);
  const Moments moments = moments_of(finite_reference);
  const double unit = moments.deviation > 0 ? moments.deviation : pooled_deviation(moments, moments_of(finite_window));
  report.wasserstein_per_deviation = unit > 0 ? report.wasserstein / unit : report.wasserstein;
  return report;
}

}  // namespace driftd::detectors
