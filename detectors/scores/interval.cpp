#include "detectors/scores/interval.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

double t_quantile(double level, double degrees) {
  return boost::math::quantile(boost::math::students_t(degrees), 0.5 + level / 2);
}

}  // namespace

double normal_quantile(double level) {
  DRIFTD_ASSERT(level > 0 && level < 1);
  return boost::math::quantile(boost::math::normal(), 0.5 + level / 2);
}

std::optional<Interval> wilson(double share, double n, double level) {
  if (!(n > 0)) return std::nullopt;
  const double z = normal_quantile(level);
  const double shrink = 1 + z * z / n;
  const double centre = (share + z * z / (2 * n)) / shrink;
  const double half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / shrink;
  return Interval{.low = std::clamp(centre - half, 0.0, share), .high = std::clamp(centre + half, share, 1.0)};
}

std::optional<Interval> wilson_of(std::uint64_t part, std::uint64_t whole, double level) {
  if (whole == 0) return std::nullopt;
  return wilson(static_cast<double>(part) / static_cast<double>(whole), static_cast<double>(whole), level);
}

std::optional<Interval> wilson_effective(double share, double variance, double n_at_the_ends, double level) {
  const double p = std::clamp(share, 0.0, 1.0);
  constexpr double kHardlyAny = 1e-14;
  const bool at_an_end = p * (1 - p) < kHardlyAny || variance < kHardlyAny * kHardlyAny;
  return wilson(p, at_an_end ? n_at_the_ends : p * (1 - p) / variance, level);
}

std::optional<Interval> around_mean(const MeanSum& values, double level) {
  if (values.count < 2) return std::nullopt;
  const auto n = static_cast<double>(values.count);
  const double half = t_quantile(level, n - 1) * std::sqrt(values.variance() / n);
  return Interval{.low = values.mean() - half, .high = values.mean() + half};
}

std::optional<Interval> log_scale(double value, double standard_error, double level) {
  if (!(value > 0)) return std::nullopt;
  const double factor = std::exp(std::min(normal_quantile(level) * standard_error / value, 700.0));
  if (!std::isfinite(value * factor)) return std::nullopt;
  return Interval{.low = value / factor, .high = value * factor};
}

}  // namespace driftd::detectors
