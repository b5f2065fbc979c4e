#pragma once

// Pairs of samples as a comparison gets them, for the tests of comparisons.

#include <algorithm>
#include <span>
#include <vector>

#include "detectors/compare/comparison.h"

namespace driftd::detectors::testing_samples {

inline Evidence compare_numbers(const Comparison& comparison, const std::vector<double>& sample, std::vector<double> window) {
  const NumericReference reference(sample);
  std::vector<Cell> cells(window.size());
  reference.locate(window, cells);
  CellCounts counts(reference.cell_count());
  for (const Cell cell : cells) ++counts[cell];
  std::ranges::sort(window);
  return comparison.compare(reference, NumberWindow(counts, window));
}

inline Evidence compare_categories(const Comparison& comparison, const std::vector<double>& sample, const std::vector<double>& window) {
  const CategoryReference reference(sample);
  std::vector<std::uint32_t> rows(window.size());
  reference.locate(window, rows);
  std::vector<std::uint32_t> counts(reference.row_count());
  for (const auto row : rows) ++counts[row];
  return comparison.compare(reference, counts);
}

/// So many values 0, so many 1, ...
inline std::vector<double> categories_with(const std::vector<std::size_t>& counts) {
  std::vector<double> sample;
  for (std::size_t code = 0; code < counts.size(); ++code) sample.insert(sample.end(), counts[code], static_cast<double>(code));
  return sample;
}

}  // namespace driftd::detectors::testing_samples
