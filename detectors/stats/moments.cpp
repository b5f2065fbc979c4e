#include "detectors/stats/moments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace driftd::detectors {

namespace {

/// Four sums side by side: an addition need not wait for the one before it.
template <class Term>
double sum_of(std::span<const double> values, Term term) {
  std::array<double, 4> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= values.size(); i += sums.size()) {
    for (std::size_t lane = 0; lane < sums.size(); ++lane) sums[lane] += term(values[i + lane]);
  }
  for (; i < values.size(); ++i) sums[0] += term(values[i]);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

void Moments::save(StateWriter& state) const {
  state.put(size);
  state.put(mean);
  state.put(deviation);
}

void Moments::load(StateReader& state) {
  state.get(size);
  state.get(mean);
  state.get(deviation);
  if (std::isfinite(mean) && std::isfinite(deviation) && deviation >= 0) return;
  state.fail();
  *this = {};
}

Moments moments_of(std::span<const double> values) {
  if (values.empty()) return {};
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  // A power of two, so that scaling loses nothing.
  const double scale = largest > 0 ? std::exp2(std::clamp(std::ilogb(largest), -1020, 1020)) : 1;
  const double per_scale = 1 / scale;
  const auto size = static_cast<double>(values.size());
  // Around the first value, so that a constant has no deviation.
  const double origin = values.front() * per_scale;
  const double mean = sum_of(values, [=](double value) { return value * per_scale - origin; }) / size;
  const double square = sum_of(values,
                               [=](double value) {
                                 const double offset = (value * per_scale - origin) - mean;
                                 return offset * offset;
                               }) /
                        size;
  constexpr double kLargest = std::numeric_limits<double>::max();
  return {.size = values.size(),
          .mean = std::clamp((origin + mean) * scale, -kLargest, kLargest),
          .deviation = std::min(std::sqrt(square) * scale, kLargest)};
}

double pooled_deviation(const Moments& left, const Moments& right) {
  const auto n = static_cast<double>(left.size);
  const auto m = static_cast<double>(right.size);
  if (n + m == 0) return 0;
  const double within = std::hypot(left.deviation * std::sqrt(n / (n + m)), right.deviation * std::sqrt(m / (n + m)));
  const double between = (left.mean / 2 - right.mean / 2) * (2 * std::sqrt(n * m) / (n + m));
  return std::min(std::hypot(within, between), std::numeric_limits<double>::max());
}

std::span<const double> finite_part(std::span<const double> rising) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto first = std::ranges::upper_bound(rising, -kInfinity);
  const auto last = std::ranges::lower_bound(rising, kInfinity);
  return {first, last};
}

}  // namespace driftd::detectors
