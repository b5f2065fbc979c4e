#include "detectors/compare/g_test.h"

#include <algorithm>
#include <cmath>

#include "detectors/compare/category_rows.h"

namespace driftd::detectors {

namespace {

double surprise(double count, double expected) {
  return count > 0 ? 2 * count * std::log(count / expected) : 0;
}

}  // namespace

Evidence GTest::compare_categories(const CategorySamples& samples) const {
  const auto rows = pooled_rows_of(samples);
  if (rows.size() < 2) return {.statistic = 0, .p_value = 1};
  const auto n = static_cast<double>(samples.n);
  const auto m = static_cast<double>(samples.m);
  double statistic = 0;
  for (const CategoryRow& row : rows) {
    statistic += surprise(row.reference, row.total() * n / (n + m)) + surprise(row.window, row.total() * m / (n + m));
  }
  statistic = std::max(statistic, 0.0);
  return {.statistic = statistic, .p_value = chi_square_p_value(statistic, rows.size())};
}

void declare_g_test(config::Catalogue<ComparisonPointer>& catalogue) {
  catalogue.add({.name = "g_test",
                 .summary = "two-sample likelihood-ratio test on a category: the shares have changed",
                 .paper = "Wilks, The likelihood test of independence in contingency tables, Ann. Math. Stat. 6, 1935",
                 .guarantee = "calibrated: asymptotic, for independent values; rows that expect fewer than 5 values are pooled",
                 .cost = "20 ns a value; 4 bytes a category for each window"},
                test_declaration("two-sample G test"),
                [](const TestParameters& parameters) -> ComparisonPointer { return std::make_unique<GTest>(parameters); });
}

}  // namespace driftd::detectors
