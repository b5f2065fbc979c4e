#include "detectors/stats/quadratic_tail.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace driftd::detectors {

namespace {

using std::numbers::pi;

/// The integral over (0, pi) of a function that is smooth and even about both ends: the midpoint rule converges geometrically.
template <class Function>
double integral_over_half_circle(Function function) {
  constexpr int kPoints = 48;
  double sum = 0;
  for (int i = 0; i < kPoints; ++i) sum += function((i + 0.5) * pi / kPoints);
  return sum * pi / kPoints;
}

/// The alternating sum of term(1) - term(2) + ... of terms that fall in size.
template <class Term>
double alternating_sum(Term term) {
  constexpr int kMostTerms = 60;
  double sum = 0;
  for (int k = 1; k <= kMostTerms; ++k) {
    const double next = term(k);
    sum += k % 2 == 1 ? next : -next;
    if (next <= 1e-17 * std::abs(sum)) break;
  }
  return std::clamp(sum / pi, 0.0, 1.0);
}

}  // namespace

double cramer_von_mises_tail(double x) {
  constexpr double kCertain = 0.008;  // P(W2 <= that) is below 1e-6 of an ulp of 1
  if (x <= kCertain) return 1;
  // y = t^2, t from (2k - 1) pi to 2k pi, t = (2k - 1) pi + s with s = pi/2 (1 - cos phi): the roots at the ends go into sin phi
  return alternating_sum([x](int k) {
    return integral_over_half_circle([=](double phi) {
      const double s = pi / 2 * (1 - std::cos(phi));
      const double t = (2 * k - 1) * pi + s;
      return 2 / t * std::sqrt(t / std::sin(s)) * std::exp(-x * t * t / 2) * (pi / 2) * std::sin(phi);
    });
  });
}

double anderson_darling_tail(double x) {
  constexpr double kCertain = 0.03;  // P(A2 <= that) is below an ulp of 1
  if (x <= kCertain) return 1;
  // y = (u^2 - 1) / 4, u = 4k - cos phi
  return alternating_sum([x](int k) {
    return integral_over_half_circle([=](double phi) {
      const double u = 4 * k - std::cos(phi);
      const double y = (u * u - 1) / 4;
      return std::exp(-x * y / 2) / y * std::sqrt(pi * y / std::cos(pi / 2 * std::cos(phi))) * (u / 2) * std::sin(phi);
    });
  });
}

}  // namespace driftd::detectors
