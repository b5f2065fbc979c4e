#include "detectors/compare/chi_square.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <numeric>
#include <vector>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

constexpr double kLeastExpected = 5;

struct Row {
  double reference = 0;
  double window = 0;
  double total() const { return reference + window; }
  void absorb(const Row& row) {
    reference += row.reference;
    window += row.window;
  }
};

/// What a row expects of the smaller sample is smaller_share of its total.
std::vector<Row> pool_small_rows(std::span<const std::uint32_t> reference, std::span<const std::uint32_t> window, double smaller_share) {
  const auto is_small = [&](const Row& row) { return row.total() * smaller_share < kLeastExpected; };
  const auto row_at = [&](std::size_t i) {
    return Row{.reference = static_cast<double>(reference[i]), .window = static_cast<double>(window[i])};
  };
  std::vector<Row> rows;
  Row other = row_at(reference.size() - 1);
  for (std::size_t i = 0; i + 1 < reference.size(); ++i) {
    const Row row = row_at(i);
    if (is_small(row)) {
      other.absorb(row);
    } else {
      rows.push_back(row);
    }
  }
  if (other.total() == 0) return rows;
  if (is_small(other) && !rows.empty()) {
    std::ranges::min_element(rows, {}, &Row::total)->absorb(other);
  } else {
    rows.push_back(other);
  }
  return rows;
}

double squared_error_share(double count, double expected) {
  return (count - expected) * (count - expected) / expected;
}

}  // namespace

Evidence ChiSquare::compare(const CategoryReference& reference, std::span<const std::uint32_t> window) const {
  DRIFTD_ASSERT(window.size() == reference.row_count());
  const auto n = static_cast<double>(reference.size());
  const auto m = static_cast<double>(std::accumulate(window.begin(), window.end(), std::uint64_t{0}));
  if (n == 0 || m == 0) return {};
  const auto rows = pool_small_rows(reference.counts(), window, std::min(n, m) / (n + m));
  if (rows.size() < 2) return {.statistic = 0, .p_value = 1};
  double statistic = 0;
  for (const Row& row : rows) {
    statistic += squared_error_share(row.reference, row.total() * n / (n + m));
    statistic += squared_error_share(row.window, row.total() * m / (n + m));
  }
  const boost::math::chi_squared_distribution<double> distribution(static_cast<double>(rows.size() - 1));
  return {.statistic = statistic, .p_value = cdf(complement(distribution, statistic))};
}

Evidence ChiSquare::compare(const NumericReference&, std::span<const std::uint32_t>) const {
  return {};
}

void declare_chi_square(config::Catalogue<ComparisonPointer>& catalogue) {
  const auto declaration = config::Declaration<ChiSquareParameters>("two-sample chi-square test")
                               .optional("alpha", &ChiSquareParameters::alpha, config::number({.above = 0, .below = 1}),
                                         "drift where the p-value, adjusted for the number of features, is at most this");
  catalogue.add({.name = "chi_square",
                 .summary = "two-sample chi-square test on a category: the shares have changed",
                 .paper = "Cochran, Some methods for strengthening the common chi-square tests, Biometrics 10, 1954",
                 .guarantee = "calibrated: asymptotic, for independent values; rows that expect fewer than 5 values are pooled",
                 .cost = "20 ns a value; 4 bytes a category for each window"},
                declaration,
                [](const ChiSquareParameters& parameters) -> ComparisonPointer { return std::make_unique<ChiSquare>(parameters); });
}

}  // namespace driftd::detectors
