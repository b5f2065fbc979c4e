#include "detectors/compare/fisher.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace driftd::detectors {

namespace {

/// The count in the table's corner, x, given its margins: from least to most, with weights proportional to their probabilities.
struct Hypergeometric {
  double row;     // sum of the corner's row
  double column;  // sum of the corner's column
  double total;

  double least() const { return std::max(0.0, row + column - total); }
  double most() const { return std::min(row, column); }
  double mode() const { return std::clamp(std::floor((row + 1) * ((column + 1) / (total + 2))), least(), most()); }
  /// Weight of x + 1 in units of the weight of x.
  double step_up(double x) const { return (row - x) / (x + 1) * ((column - x) / (total - row - column + x + 1)); }
};

struct Sums {
  double all = 0;
  double unlikely = 0;
};

constexpr double kVanished = std::numeric_limits<double>::min();

void add(Sums& sums, double weight, double limit) {
  sums.all += weight;
  if (weight <= limit) sums.unlikely += weight;
}

/// In units of the mode's weight.
double weight_of(const Hypergeometric& distribution, double seen) {
  double weight = 1;
  for (double x = distribution.mode(); x < seen && weight > 0; ++x) weight *= distribution.step_up(x);
  for (double x = distribution.mode(); x > seen && weight > 0; --x) weight /= distribution.step_up(x - 1);
  return weight;
}

}  // namespace

double fisher_p_value(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d) {
  const Hypergeometric distribution{
      .row = static_cast<double>(a + b), .column = static_cast<double>(a + c), .total = static_cast<double>(a + b + c + d)};
  const double limit = weight_of(distribution, static_cast<double>(a)) * (1 + 1e-9);
  Sums sums;
  double weight = 1;
  for (double x = distribution.mode(); x <= distribution.most() && weight > kVanished; ++x) {
    add(sums, weight, limit);
    weight *= distribution.step_up(x);
  }
  weight = 1;
  for (double x = distribution.mode(); x > distribution.least() && weight > kVanished; --x) {
    weight /= distribution.step_up(x - 1);
    add(sums, weight, limit);
  }
  return std::min(1.0, sums.unlikely / sums.all);
}

Evidence Fisher::compare_categories(const CategorySamples& samples) const {
  const auto row = static_cast<std::size_t>(std::ranges::max_element(samples.reference) - samples.reference.begin());
  const std::uint64_t a = samples.reference[row];
  const std::uint64_t b = samples.window[row];
  const double reference_share = static_cast<double>(a) / static_cast<double>(samples.n);
  const double window_share = static_cast<double>(b) / static_cast<double>(samples.m);
  return {.statistic = std::abs(window_share - reference_share), .p_value = fisher_p_value(a, b, samples.n - a, samples.m - b)};
}

void declare_fisher(config::Catalogue<ComparisonPointer>& catalogue) {
  catalogue.add(
      {.name = "fisher",
       .summary = "Fisher's exact test: the share of one of two categories has changed (of more: of the most frequent)",
       .paper = "Fisher, The logic of inductive inference, J. R. Stat. Soc. 98, 1935",
       .guarantee = "guaranteed: for independent values of two categories a false alarm has probability at most alpha, whatever the "
                    "sizes",
       .cost = "20 ns a value; 4 bytes a category for each window"},
      test_declaration("Fisher's exact test"),
      [](const TestParameters& parameters) -> ComparisonPointer { return std::make_unique<Fisher>(parameters); });
}

}  // namespace driftd::detectors
