#include "detectors/compare/psi.h"

#include <cmath>

#include "detectors/compare/smoothed_shares.h"

namespace driftd::detectors {

double stability_index(const Bins& bins) {
  double index = 0;
  for_each_smoothed_share(bins, [&](double reference, double window) { index += (window - reference) * std::log(window / reference); });
  return index;
}

Evidence Psi::compare_numbers(const NumberSamples& samples) const {
  return {.statistic = stability_index(bins_of(samples, bins_))};
}

Evidence Psi::compare_categories(const CategorySamples& samples) const {
  return {.statistic = stability_index(bins_of(samples))};
}

void declare_psi(config::Catalogue<ComparisonPointer>& catalogue) {
  const auto declaration = config::Declaration<PsiParameters>("population stability index")
                               .optional("above", &PsiParameters::above, distance_bound(), kDistanceBoundDoc)
                               .optional("bins", &PsiParameters::bins, bin_count(), kBinsDoc);
  catalogue.add({.name = "psi",
                 .summary = "population stability index: how far the shares of a few bins have moved",
                 .paper = "Kullback & Leibler, On information and sufficiency, Ann. Math. Stat. 22, 1951",
                 .guarantee = "heuristic: a distance with a rule of thumb, no error rate; without any change it comes out near "
                              "(bins - 1) * (1 / reference size + 1 / window size), so small windows cry wolf",
                 .cost = "15 ns a value; 8 bytes a reference value for each window"},
                declaration, [](const PsiParameters& parameters) -> ComparisonPointer { return std::make_unique<Psi>(parameters); });
}

}  // namespace driftd::detectors
