#include "detectors/compare/kuiper.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "detectors/compare/distribution_gap.h"
#include "detectors/compare/lattice_path.h"

namespace driftd::detectors {

/// Paths with a range (greatest less least difference) below the distance, by their least difference: within [l, l + widest] but not within
/// [l + unit, l + widest].
double kuiper_exact_p_value(std::uint64_t distance, std::uint64_t n_values, std::uint64_t m_values) {
  const auto n = static_cast<std::int64_t>(std::min(n_values, m_values));
  const auto m = static_cast<std::int64_t>(std::max(n_values, m_values));
  const std::int64_t unit = std::gcd(n, m);  // all differences are its multiples
  const std::int64_t widest = static_cast<std::int64_t>(distance) - unit;
  if (widest < 0) return 1;
  double below = 0;
  for (std::int64_t least = -widest; least <= 0; least += unit) {
    const std::int64_t most = least + widest;
    below += share_of_paths_within(least, most, n, m);
    if (least < 0) below -= share_of_paths_within(least + unit, most, n, m);
  }
  return std::clamp(1 - below, 0.0, 1.0);
}

double kuiper_limit_p_value(double statistic, std::uint64_t n, std::uint64_t m) {
  const double root = std::sqrt(static_cast<double>(n) * static_cast<double>(m) / static_cast<double>(n + m));
  const double lambda = (root + 0.155 + 0.24 / root) * statistic;
  if (lambda < 0.4) return 1;  // to 1e-13; the series below would need ever more terms
  double sum = 0;
  for (int k = 1; k <= 20; ++k) {
    const double square = 2 * (k * lambda) * (k * lambda);
    sum += (2 * square - 1) * std::exp(-square);
  }
  return std::clamp(2 * sum, 0.0, 1.0);
}

Evidence Kuiper::compare_numbers(const NumberSamples& samples) const {
  const auto gap = distribution_gap(samples);
  const std::uint64_t distance = gap.below + gap.above;
  const double statistic = static_cast<double>(distance) / (static_cast<double>(samples.n) * static_cast<double>(samples.m));
  const bool exact = samples.n * samples.m <= kMostExactKuiper;
  return {.statistic = statistic,
          .p_value = exact ? kuiper_exact_p_value(distance, samples.n, samples.m) : kuiper_limit_p_value(statistic, samples.n, samples.m)};
}

void declare_kuiper(config::Catalogue<ComparisonPointer>& catalogue) {
  catalogue.add(
      {.name = "kuiper",
       .summary = "two-sample Kuiper test on a number: tails and width as well as the middle, and circles such as hours",
       .paper = "Kuiper, Tests concerning random points on a circle, Proc. Koninkl. Nederl. Akad. van Wetensch. A 63, 1960",
       .guarantee = "guaranteed: for independent values where reference size times window size is at most 1,000, a false alarm has "
                    "probability at most alpha; calibrated beyond (Stephens' approximation)",
       .cost = "15 ns a value; 8 bytes a reference value for each window"},
      test_declaration("two-sample Kuiper test"),
      [](const TestParameters& parameters) -> ComparisonPointer { return std::make_unique<Kuiper>(parameters); });
}

}  // namespace driftd::detectors
