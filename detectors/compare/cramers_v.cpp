#include "detectors/compare/cramers_v.h"

#include <algorithm>
#include <cmath>

#include "detectors/compare/category_rows.h"

namespace driftd::detectors {

Evidence CramersV::compare_categories(const CategorySamples& samples) const {
  const auto n = static_cast<double>(samples.n);
  const auto m = static_cast<double>(samples.m);
  return {.statistic = std::min(1.0, std::sqrt(chi_square_statistic(rows_of(samples), n, m) / (n + m)))};
}

void declare_cramers_v(config::Catalogue<ComparisonPointer>& catalogue) {
  const auto declaration = config::Declaration<CramersVParameters>("Cramer's V")
                               .optional("above", &CramersVParameters::above, distance_bound(), kDistanceBoundDoc);
  catalogue.add(
      {.name = "cramers_v",
       .summary = "Cramer's V: how far the shares of the categories have moved, 0 to 1",
       .paper = "Cramer, Mathematical Methods of Statistics, Princeton, 1946",
       .guarantee = "heuristic: a distance, no error rate; without any change it comes out near sqrt((categories - 1) / (reference "
                    "size + window size)), so small windows cry wolf",
       .cost = "20 ns a value; 4 bytes a category for each window"},
      declaration, [](const CramersVParameters& parameters) -> ComparisonPointer { return std::make_unique<CramersV>(parameters); });
}

}  // namespace driftd::detectors
