#include "detectors/compare/psi.h"

#include <cmath>
#include <vector>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

struct Bin {
  std::uint64_t reference = 0;
  std::uint64_t window = 0;
};

/// A bin a distinct value, and one for all gaps.
std::vector<Bin> bins_by_value(const NumericReference& reference, std::span<const std::uint32_t> window) {
  const auto multiplicities = reference.multiplicities();
  std::vector<Bin> bins;
  Bin elsewhere{.window = window.back()};
  for (std::size_t i = 0; i < multiplicities.size(); ++i) {
    elsewhere.window += window[2 * i];
    bins.push_back({.reference = multiplicities[i], .window = window[2 * i + 1]});
  }
  bins.push_back(elsewhere);
  return bins;
}

/// Each bin ends with the distinct value in which the next quantile lies; the last one is open above.
std::vector<Bin> bins_by_quantile(const NumericReference& reference, std::span<const std::uint32_t> window, std::uint64_t most_bins) {
  const auto multiplicities = reference.multiplicities();
  std::vector<Bin> bins;
  Bin bin;
  std::uint64_t passed = 0;
  std::uint64_t next_quantile = 1;
  for (std::size_t i = 0; i < multiplicities.size(); ++i) {
    passed += multiplicities[i];
    bin.reference += multiplicities[i];
    bin.window += std::uint64_t{window[2 * i]} + window[2 * i + 1];
    const bool last_value = i + 1 == multiplicities.size();
    if (last_value || passed * most_bins < next_quantile * reference.size()) continue;
    bins.push_back(bin);
    bin = {};
    next_quantile = passed * most_bins / reference.size() + 1;
  }
  bin.window += window.back();
  bins.push_back(bin);
  return bins;
}

Evidence stability_index(std::vector<Bin> bins) {
  std::erase_if(bins, [](const Bin& bin) { return bin.reference + bin.window == 0; });
  double reference_size = 0;
  double window_size = 0;
  for (const Bin& bin : bins) {
    reference_size += static_cast<double>(bin.reference);
    window_size += static_cast<double>(bin.window);
  }
  if (reference_size == 0 || window_size == 0) return {};
  constexpr double kPrior = 0.5;
  const double priors = kPrior * static_cast<double>(bins.size());
  double index = 0;
  for (const Bin& bin : bins) {
    const double expected = (static_cast<double>(bin.reference) + kPrior) / (reference_size + priors);
    const double seen = (static_cast<double>(bin.window) + kPrior) / (window_size + priors);
    index += (seen - expected) * std::log(seen / expected);
  }
  return {.statistic = index};
}

}  // namespace

Evidence Psi::compare(const NumericReference& reference, std::span<const std::uint32_t> window) const {
  DRIFTD_ASSERT(window.size() == reference.cell_count());
  const bool few_values = reference.distinct().size() <= bins_;
  return stability_index(few_values ? bins_by_value(reference, window) : bins_by_quantile(reference, window, bins_));
}

Evidence Psi::compare(const CategoryReference& reference, std::span<const std::uint32_t> window) const {
  DRIFTD_ASSERT(window.size() == reference.row_count());
  const auto counts = reference.counts();
  std::vector<Bin> bins;
  bins.reserve(counts.size());
  for (std::size_t row = 0; row < counts.size(); ++row) bins.push_back({.reference = counts[row], .window = window[row]});
  return stability_index(std::move(bins));
}

void declare_psi(config::Catalogue<ComparisonPointer>& catalogue) {
  const auto declaration =
      config::Declaration<PsiParameters>("population stability index")
          .optional("above", &PsiParameters::above, config::number({.max = 1e6, .above = 0}), "drift where the index is above this")
          .optional("bins", &PsiParameters::bins, config::integer({.min = 2, .max = 1000}),
                    "parts that a number's range is cut into, by the reference's quantiles");
  catalogue.add({.name = "psi",
                 .summary = "population stability index: how far the shares of a few bins have moved",
                 .paper = "Kullback & Leibler, On information and sufficiency, Ann. Math. Stat. 22, 1951",
                 .guarantee = "heuristic: a distance with a rule of thumb, no error rate; without any change it comes out near "
                              "(bins - 1) * (1 / reference size + 1 / window size), so small windows cry wolf",
                 .cost = "15 ns a value; 8 bytes a reference value for each window"},
                declaration, [](const PsiParameters& parameters) -> ComparisonPointer { return std::make_unique<Psi>(parameters); });
}

}  // namespace driftd::detectors
