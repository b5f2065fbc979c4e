#include "detectors/compare/anderson_darling.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "detectors/stats/quadratic_tail.h"

namespace driftd::detectors {

namespace {

class Criterion {
 public:
  Criterion(double n, double m) : n_(n), m_(m), size_(n + m) {}

  /// The next greater value, of which the samples have so many.
  void add(double reference, double window) {
    const double equal = reference + window;
    const double below = reference_below_ + window_below_ + equal / 2;
    const double spread = below * (size_ - below) - size_ * equal / 4;
    // N M - n B is the same for both samples but for its sign.
    const double difference = size_ * (reference_below_ + reference / 2) - n_ * below;
    if (spread > 0) sum_ += equal / size_ * difference * difference / spread;
    reference_below_ += reference;
    window_below_ += window;
  }

  double statistic() const { return (size_ - 1) / size_ * (1 / n_ + 1 / m_) * sum_; }

 private:
  double n_;
  double m_;
  double size_;
  double reference_below_ = 0;
  double window_below_ = 0;
  double sum_ = 0;
};

double statistic_of(const NumberSamples& samples) {
  Criterion criterion(static_cast<double>(samples.n), static_cast<double>(samples.m));
  const auto reference = samples.reference.counts();
  const auto window = samples.window.counts;
  for (std::size_t cell = 0; cell < reference.size(); ++cell) {
    if (reference[cell] > 0) {
      criterion.add(reference[cell], window[cell]);
    } else {
      for (std::uint32_t i = 0; i < window[cell]; ++i) criterion.add(0, 1);
    }
  }
  return criterion.statistic();
}

}  // namespace

double anderson_darling_deviation(std::uint64_t n_values, std::uint64_t m_values) {
  const std::uint64_t values = n_values + m_values;
  const auto size = static_cast<double>(values);
  const double per_sample = 1 / static_cast<double>(n_values) + 1 / static_cast<double>(m_values);  // H
  double harmonic = 0;                                                                              // h
  double double_sum = 0;                                                                            // g
  for (std::uint64_t i = values - 1; i >= 1; --i) {
    // harmonic is the sum of 1 / j over j > i
    double_sum += harmonic / static_cast<double>(values - i);
    harmonic += 1 / static_cast<double>(i);
  }
  const double h = harmonic;
  const double g = double_sum;
  constexpr double k = 2;
  const double a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * per_sample;
  const double b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * per_sample - 8 * h + 4 * g - 6;
  const double c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * per_sample + 4 * h;
  const double d = (2 * h + 6) * k * k - 4 * h * k;
  const double variance = (((a * size + b) * size + c) * size + d) / ((size - 1) * (size - 2) * (size - 3));
  return std::sqrt(variance);
}

Evidence AndersonDarling::compare_numbers(const NumberSamples& samples) const {
  const double statistic = statistic_of(samples);
  if (samples.n + samples.m < 4) return {.statistic = statistic, .p_value = 1};
  const double limit_deviation = std::sqrt(2 * (std::numbers::pi * std::numbers::pi - 9) / 3);
  const double scaled = (statistic - 1) / anderson_darling_deviation(samples.n, samples.m);
  return {.statistic = statistic, .p_value = anderson_darling_tail(1 + scaled * limit_deviation)};
}

void declare_anderson_darling(config::Catalogue<ComparisonPointer>& catalogue) {
  catalogue.add({.name = "anderson_darling",
                 .summary = "two-sample Anderson-Darling test on a number: the tails count as much as the middle",
                 .paper = "Scholz & Stephens, K-sample Anderson-Darling tests, J. American Statistical Association 82, 1987",
                 .guarantee = "calibrated: asymptotic, for independent values, scaled by the exact mean and variance",
                 .cost = "15 ns a value; 8 bytes a reference value for each window; a test 2 ns a value of either sample"},
                test_declaration("two-sample Anderson-Darling test"),
                [](const TestParameters& parameters) -> ComparisonPointer { return std::make_unique<AndersonDarling>(parameters); });
}

}  // namespace driftd::detectors
