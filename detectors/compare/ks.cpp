#include "detectors/compare/ks.h"

#include <algorithm>
#include <boost/math/distributions/kolmogorov_smirnov.hpp>
#include <vector>

#include "detectors/compare/distribution_gap.h"

namespace driftd::detectors {

namespace {

/// Where on the diagonal x + y = `steps` the path's distance |x m - y n| stays below `distance`: x from first to last (none if first >
/// last).
struct Inside {
  std::int64_t first;
  std::int64_t last;
};

std::int64_t divide_down(std::int64_t dividend, std::int64_t divisor) {
  return dividend / divisor - static_cast<std::int64_t>(dividend % divisor < 0);
}

Inside inside_of(std::int64_t steps, std::int64_t distance, std::int64_t n, std::int64_t m) {
  // x m - (steps - x) n = x (n + m) - steps n lies strictly between -distance and distance
  const std::int64_t first = divide_down(steps * n - distance, n + m) + 1;
  const std::int64_t last = divide_down(steps * n + distance - 1, n + m);
  return {.first = std::max({first, steps - m, std::int64_t{0}}), .last = std::min({last, n, steps})};
}

}  // namespace

double ks_exact_p_value(std::uint64_t distance, std::uint64_t n_values, std::uint64_t m_values) {
  if (distance == 0) return 1;
  const auto n = static_cast<std::int64_t>(std::min(n_values, m_values));
  const auto m = static_cast<std::int64_t>(std::max(n_values, m_values));
  const auto reach = static_cast<std::int64_t>(distance);
  // outside[x]: the share of the paths to (x, steps - x) that have been outside. All paths to a point are equally likely, so their last
  // step came from the left with probability x / steps. Nothing is subtracted: small shares keep all their digits.
  std::vector<double> outside(static_cast<std::size_t>(n) + 2, 1.0);
  double* const at = outside.data() + 1;  // at[-1] stands for x = -1, whose weight is 0
  at[0] = 0;
  Inside before{.first = 0, .last = 0};
  for (std::int64_t steps = 1; steps <= n + m; ++steps) {
    const Inside now = inside_of(steps, reach, n, m);
    const double per_step = 1 / static_cast<double>(steps);
    for (std::int64_t x = now.last; x >= now.first; --x) {
      const auto from_left = static_cast<double>(x);
      at[x] = (from_left * at[x - 1] + (static_cast<double>(steps) - from_left) * at[x]) * per_step;
    }
    for (std::int64_t x = before.first; x < std::min(now.first, before.last + 1); ++x) at[x] = 1;
    before = now;
  }
  return std::min(1.0, at[n]);
}

double ks_limit_p_value(double statistic, std::uint64_t n, std::uint64_t m) {
  const auto n_values = static_cast<double>(n);
  const auto m_values = static_cast<double>(m);
  const boost::math::kolmogorov_smirnov_distribution<double> limit(n_values * m_values / (n_values + m_values));
  return std::clamp(cdf(complement(limit, statistic)), 0.0, 1.0) + 0.0;  // the series ends in -0 where the distance is large
}

Evidence ks_evidence(std::uint64_t distance, std::uint64_t n, std::uint64_t m) {
  const double statistic = static_cast<double>(distance) / (static_cast<double>(n) * static_cast<double>(m));
  const bool exact = n * m <= kMostExactPaths;
  return {.statistic = statistic, .p_value = exact ? ks_exact_p_value(distance, n, m) : ks_limit_p_value(statistic, n, m)};
}

Evidence Ks::compare_numbers(const NumberSamples& samples) const {
  const auto gap = distribution_gap(samples);
  return ks_evidence(std::max(gap.below, gap.above), samples.n, samples.m);
}

void declare_ks(config::Catalogue<ComparisonPointer>& catalogue) {
  catalogue.add(
      {.name = "ks",
       .summary = "two-sample Kolmogorov-Smirnov test on a number: any change of its distribution",
       .paper = "Hodges, The significance probability of the Smirnov two-sample test, Arkiv for Matematik 3, 1958",
       .guarantee =
           "guaranteed: for independent values where reference size times window size is at most 250,000, a false alarm has probability "
           "at most alpha; beyond, the limit distribution, which errs on the quiet side",
       .cost = "17 ns a value against 10,000; 8 bytes a reference value for each window; a test 13 us, under 0.3 ms where it is exact"},
      test_declaration("two-sample Kolmogorov-Smirnov test"),
      [](const TestParameters& parameters) -> ComparisonPointer { return std::make_unique<Ks>(parameters); });
}

}  // namespace driftd::detectors
