#pragma once

// The bins of PSI of two whole samples, whatever knows their order: by the reference's tenths, or by value where it has no more than ten
// different ones. A sample has size(), at(i) (its i-th smallest value), count_up_to(value) and, for bins by value, count_below(value).

#include <cstdint>
#include <vector>

#include "detectors/compare/bins.h"

namespace driftd::detectors {

constexpr std::uint64_t kQuantileBins = 10;

/// Of a sample of n: the rank of the value that ends the quantile.
constexpr std::uint64_t rank_of_quantile(std::uint64_t quantile, std::uint64_t n) {
  return (quantile * n + kQuantileBins - 1) / kQuantileBins - 1;
}

template <class Sample>
Bins bins_by_quantile(const Sample& reference, const Sample& window) {
  const std::uint64_t n = reference.size();
  Bins bins;
  std::uint64_t known_before = 0;
  std::uint64_t seen_before = 0;
  for (std::uint64_t quantile = 1; quantile < kQuantileBins; quantile = known_before * kQuantileBins / n + 1) {
    const double end = reference.at(rank_of_quantile(quantile, n));
    const std::uint64_t known = reference.count_up_to(end);
    if (known == n) break;
    const std::uint64_t seen = window.count_up_to(end);
    bins.push_back({.reference = known - known_before, .window = seen - seen_before});
    known_before = known;
    seen_before = seen;
  }
  bins.push_back({.reference = n - known_before, .window = window.size() - seen_before});
  return bins;
}

/// A bin for each of the reference's values and one for everything else.
template <class Sample>
Bins bins_by_value(const Sample& reference, const Sample& window, const std::vector<double>& values) {
  Bins bins;
  Bin elsewhere{.window = window.size()};
  for (const double value : values) {
    bins.push_back({.reference = reference.count_up_to(value) - reference.count_below(value),
                    .window = window.count_up_to(value) - window.count_below(value)});
    elsewhere.window -= bins.back().window;
  }
  bins.push_back(elsewhere);
  return bins;
}

}  // namespace driftd::detectors
