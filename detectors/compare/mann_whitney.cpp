#include "detectors/compare/mann_whitney.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace driftd::detectors {

namespace {

struct Ranks {
  std::uint64_t half_pairs = 0;  // 2 U: twice the pairs in which the window's value is greater, and the equal ones
  double ties = 0;               // sum of t^3 - t over groups of t equal values
};

Ranks ranks_of(const NumberSamples& samples) {
  const auto reference = samples.reference.counts();
  const auto window = samples.window.counts;
  Ranks ranks;
  std::uint64_t below = 0;
  for (std::size_t cell = 0; cell < reference.size(); ++cell) {
    ranks.half_pairs += std::uint64_t{window[cell]} * (2 * below + reference[cell]);
    below += reference[cell];
    if (reference[cell] == 0) continue;
    const double equal = static_cast<double>(reference[cell]) + static_cast<double>(window[cell]);
    ranks.ties += equal * equal * equal - equal;
  }
  return ranks;
}

double limit_p_value(const Ranks& ranks, double n, double m) {
  const double size = n + m;
  const double variance = n * m / 12 * (size + 1 - ranks.ties / (size * (size - 1)));
  const double beyond_mean = std::abs(static_cast<double>(ranks.half_pairs) - n * m) / 2 - 0.5;
  if (beyond_mean <= 0 || variance <= 0) return 1;
  return std::erfc(beyond_mean / std::sqrt(variance) / std::numbers::sqrt2);
}

}  // namespace

double mann_whitney_exact_tail(std::uint64_t pairs, std::uint64_t n_values, std::uint64_t m_values) {
  // by_u[j][u]: the share of the orders of i and j values with U = u. Either the greatest value is the window's, which is then greater than
  // all i, or it is the reference's.
  const auto n = static_cast<std::size_t>(std::min(n_values, m_values));  // U is distributed alike with the samples exchanged
  const auto m = static_cast<std::size_t>(std::max(n_values, m_values));
  std::vector<std::vector<double>> by_u(n + 1);  // for one i of the m, by j of the n
  for (std::size_t j = 0; j <= n; ++j) by_u[j] = {1.0};
  for (std::size_t i = 1; i <= m; ++i) {
    for (std::size_t j = 1; j <= n; ++j) {
      const double window_greatest = static_cast<double>(j) / static_cast<double>(i + j);
      std::vector<double> shares(i * j + 1);
      for (std::size_t u = 0; u < by_u[j].size(); ++u) shares[u] += (1 - window_greatest) * by_u[j][u];
      for (std::size_t u = 0; u < by_u[j - 1].size(); ++u) shares[u + i] += window_greatest * by_u[j - 1][u];
      by_u[j] = std::move(shares);
    }
  }
  const auto& shares = by_u[n];
  return std::accumulate(shares.rbegin(), shares.rend() - static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(pairs, shares.size())), 0.0);
}

Evidence MannWhitney::compare_numbers(const NumberSamples& samples) const {
  const auto n = static_cast<double>(samples.n);
  const auto m = static_cast<double>(samples.m);
  const Ranks ranks = ranks_of(samples);
  const double statistic = std::abs(static_cast<double>(ranks.half_pairs) / (n * m) - 1);
  const bool exact = ranks.ties == 0 && samples.n * samples.m <= kMostExactPairs;
  if (!exact) return {.statistic = statistic, .p_value = limit_p_value(ranks, n, m)};
  const std::uint64_t pairs = ranks.half_pairs / 2;
  const double tail = mann_whitney_exact_tail(std::max(pairs, samples.n * samples.m - pairs), samples.n, samples.m);
  return {.statistic = statistic, .p_value = std::min(1.0, 2 * tail)};
}

void declare_mann_whitney(config::Catalogue<ComparisonPointer>& catalogue) {
  catalogue.add(
      {.name = "mann_whitney",
       .summary = "Mann-Whitney test on a number: values have become greater, or smaller; blind to a change of width",
       .paper = "Mann & Whitney, On a test of whether one of two random variables is stochastically larger, Ann. Math. Stat. 18, 1947",
       .guarantee =
           "guaranteed: for independent values without ties where reference size times window size is at most 2,500, a false alarm has "
           "probability at most alpha; calibrated beyond (normal limit, corrected for ties)",
       .cost = "15 ns a value; 8 bytes a reference value for each window"},
      test_declaration("Mann-Whitney test"),
      [](const TestParameters& parameters) -> ComparisonPointer { return std::make_unique<MannWhitney>(parameters); });
}

}  // namespace driftd::detectors
