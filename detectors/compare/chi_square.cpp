#include "detectors/compare/chi_square.h"

#include "detectors/compare/category_rows.h"

namespace driftd::detectors {

Evidence ChiSquare::compare_categories(const CategorySamples& samples) const {
  const auto rows = pooled_rows_of(samples);
  if (rows.size() < 2) return {.statistic = 0, .p_value = 1};
  const double statistic = chi_square_statistic(rows, static_cast<double>(samples.n), static_cast<double>(samples.m));
  return {.statistic = statistic, .p_value = chi_square_p_value(statistic, rows.size())};
}

void declare_chi_square(config::Catalogue<ComparisonPointer>& catalogue) {
  catalogue.add({.name = "chi_square",
                 .summary = "two-sample chi-square test on a category: the shares have changed",
                 .paper = "Cochran, Some methods for strengthening the common chi-square tests, Biometrics 10, 1954",
                 .guarantee = "calibrated: asymptotic, for independent values; rows that expect fewer than 5 values are pooled",
                 .cost = "20 ns a value; 4 bytes a category for each window"},
                test_declaration("two-sample chi-square test"),
                [](const TestParameters& parameters) -> ComparisonPointer { return std::make_unique<ChiSquare>(parameters); });
}

}  // namespace driftd::detectors
