#pragma once

// The two-column table of categories that the chi-square and the G test are about: reference and window counts by row.
//
// Small expectations spoil the approximation of either: each row that expects fewer than 5 values of either sample is pooled with "new",
// and if that pool still expects fewer than 5 it joins the row with the fewest values.
//
// Cochran, "Some methods for strengthening the common chi-square tests", Biometrics 10 (1954).

#include <vector>

#include "detectors/compare/comparison.h"

namespace driftd::detectors {

struct CategoryRow {
  double reference = 0;
  double window = 0;
  double total() const { return reference + window; }
};

/// Rows that either sample has.
std::vector<CategoryRow> rows_of(const CategorySamples& samples);
std::vector<CategoryRow> pooled_rows_of(const CategorySamples& samples);

/// Pearson's X2 of the table, n and m its column sums.
double chi_square_statistic(const std::vector<CategoryRow>& rows, double n, double m);

/// How likely a chi-square with `rows` - 1 degrees of freedom is at least that large.
double chi_square_p_value(double statistic, std::size_t rows);

}  // namespace driftd::detectors
