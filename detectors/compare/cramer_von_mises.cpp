#include "detectors/compare/cramer_von_mises.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "detectors/compare/lattice_path.h"
#include "detectors/stats/quadratic_tail.h"

namespace driftd::detectors {

namespace {

/// The sum of (rank - i)^2 over `own` values of a cell that also holds `other` values of the other sample, of which `before` lie below.
/// Equal values share their mean rank; those in a gap are taken as different, and as evenly mixed.
double squares_in_cell(bool is_gap, double own, double other, double before) {
  const double offset = before + other / 2;
  const double spread = is_gap ? own * other * other / 12 : (own * own * own - own) / 12;
  return own * offset * offset + spread;
}

double criterion(const NumberSamples& samples) {
  const auto n = static_cast<double>(samples.n);
  const auto m = static_cast<double>(samples.m);
  const auto reference = samples.reference.counts();
  const auto window = samples.window.counts;
  double reference_squares = 0;
  double window_squares = 0;
  double reference_below = 0;
  double window_below = 0;
  for (std::size_t cell = 0; cell < reference.size(); ++cell) {
    const bool is_gap = cell % 2 == 0;
    const double a = reference[cell];
    const double b = window[cell];
    reference_squares += squares_in_cell(is_gap, a, b, window_below);
    window_squares += squares_in_cell(is_gap, b, a, reference_below);
    reference_below += a;
    window_below += b;
  }
  const double size = n + m;
  return reference_squares / (m * size) + window_squares / (n * size) - (4 * n * m - 1) / (6 * size);
}

double exact_p_value(double statistic, std::uint64_t n, std::uint64_t m) {
  const auto divisor = static_cast<double>(std::gcd(n, m));
  const auto size = static_cast<double>(n + m);
  const double squares = statistic * static_cast<double>(n * m) * size * size / (divisor * divisor);
  const double slack = 1e-9 * (1 + squares);  // sums are whole; ties give some in between, which count as the next lower
  return share_of_paths_with_squares(std::floor(squares + slack), std::gcd(static_cast<std::int64_t>(n), static_cast<std::int64_t>(m)),
                                     static_cast<std::int64_t>(n), static_cast<std::int64_t>(m));
}

double limit_p_value(double statistic, double n, double m) {
  const double size = n + m;
  const double mean = (1 + 1 / size) / 6;
  const double variance = (size + 1) / (size * size) * (4 * n * m * size - 3 * (n * n + m * m) - 2 * n * m) / (45 * 4 * n * m);
  return cramer_von_mises_tail(1.0 / 6 + (statistic - mean) / std::sqrt(45 * variance));
}

}  // namespace

Evidence CramerVonMises::compare_numbers(const NumberSamples& samples) const {
  const double statistic = criterion(samples);
  const bool exact = samples.n * samples.m <= kMostExactCramerVonMises;
  const double p_value = exact ? exact_p_value(statistic, samples.n, samples.m)
                               : limit_p_value(statistic, static_cast<double>(samples.n), static_cast<double>(samples.m));
  return {.statistic = std::max(statistic, 0.0), .p_value = p_value};
}

void declare_cvm(config::Catalogue<ComparisonPointer>& catalogue) {
  catalogue.add({.name = "cvm",
                 .summary = "two-sample Cramer-von Mises test on a number: a difference spread over its whole distribution",
                 .paper = "Anderson, On the distribution of the two-sample Cramer-von Mises criterion, Ann. Math. Stat. 33, 1962",
                 .guarantee = "calibrated: asymptotic, for independent values; exact where reference size times window size is at most 150",
                 .cost = "15 ns a value; 8 bytes a reference value for each window"},
                test_declaration("two-sample Cramer-von Mises test"),
                [](const TestParameters& parameters) -> ComparisonPointer { return std::make_unique<CramerVonMises>(parameters); });
}

}  // namespace driftd::detectors
