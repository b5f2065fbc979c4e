#include "detectors/stats/weighted_chi_square.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace driftd::detectors {

namespace {

double normal_tail(double z) {
  return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

/// The sum's cumulant generating function at t, and its derivatives. Weights in units of the largest.
struct Cumulants {
  double value = 0;
  double first = 0;
  double second = 0;
};

Cumulants cumulants(double t, std::span<const double> weights, double largest) {
  Cumulants sums;
  for (const double weight : weights) {
    const double unit = weight / largest;
    const double rest = 1 - 2 * t * unit;
    sums.value -= std::log(rest) / 2;
    sums.first += unit / rest;
    sums.second += 2 * (unit / rest) * (unit / rest);
  }
  return sums;
}

/// The t at which the first derivative is x: it rises with t, from 0 far below to infinity at 1/2.
double saddlepoint(double x, double mean, std::span<const double> weights, double largest) {
  double low = x < mean ? -static_cast<double>(weights.size()) / (2 * x) : 0;
  double high = x < mean ? 0 : (1 - 1 / x) / 2;
  double t = (low + high) / 2;
  constexpr int kMostSteps = 100;
  for (int step = 0; step < kMostSteps; ++step) {
    const auto at = cumulants(t, weights, largest);
    (at.first < x ? low : high) = t;
    const double next = t - (at.first - x) / at.second;
    const double inside = next > low && next < high ? next : (low + high) / 2;
    if (std::abs(inside - t) <= 1e-13 * (1 + std::abs(t))) return inside;
    t = inside;
  }
  return t;
}

double tail_at(double x, double mean, std::span<const double> weights, double largest) {
  const double t = saddlepoint(x, mean, weights, largest);
  const auto at = cumulants(t, weights, largest);
  const double r = std::copysign(std::sqrt(std::max(2 * (t * x - at.value), 0.0)), t);
  const double v = t * std::sqrt(at.second);
  if (r == 0 || v == 0) return 0.5;
  return normal_tail(r + std::log(v / r) / r);
}

}  // namespace

double weighted_chi_square_tail(double x, std::span<const double> weights) {
  const double largest = weights.empty() ? 0 : std::ranges::max(weights);
  if (largest <= 0) return x > 0 ? 0 : 1;
  if (!(x > 0)) return 1;
  x /= largest;
  const auto at_zero = cumulants(0, weights, largest);
  const double mean = at_zero.first;
  // Around the mean r and v vanish together: a line between two points beside it.
  const double reach = 1e-3 * std::sqrt(at_zero.second);
  if (std::abs(x - mean) < reach) {
    const double below = tail_at(mean - reach, mean, weights, largest);
    const double above = tail_at(mean + reach, mean, weights, largest);
    return below + (above - below) * (x - mean + reach) / (2 * reach);
  }
  return std::clamp(tail_at(x, mean, weights, largest), 0.0, 1.0);
}

}  // namespace driftd::detectors
