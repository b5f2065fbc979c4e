#include "updaters/gate/standard_error.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace driftd::updaters {

double ScaledMoments::long_run_variance() const {
  double sum = autocovariances.front();
  const auto lags = static_cast<double>(autocovariances.size() - 1);
  for (std::size_t k = 1; k < autocovariances.size(); ++k) sum += 2 * (1 - static_cast<double>(k) / (lags + 1)) * autocovariances[k];
  return std::max(sum, 0.0);
}

ScaledMoments scaled_moments(std::span<const double> x, std::size_t lags) {
  ScaledMoments moments;
  moments.autocovariances.assign(lags + 1, 0.0);
  for (const double value : x) moments.scale = std::max(moments.scale, std::abs(value));
  if (x.empty() || moments.scale == 0) return moments;
  const auto n = static_cast<double>(x.size());
  std::vector<double> centred(x.begin(), x.end());
  for (double& value : centred) value /= moments.scale;
  moments.mean = mean_of(centred);
  for (double& value : centred) value -= moments.mean;
  for (std::size_t k = 0; k <= lags && k < centred.size(); ++k) {
    double sum = 0;
    for (std::size_t i = k; i < centred.size(); ++i) sum += centred[i] * centred[i - k];
    moments.autocovariances[k] = sum / n;
  }
  return moments;
}

PValues student(double mean, double squared_error, double degrees) {
  constexpr double kRounding = 1e-26;  // of values up to 1
  if (squared_error <= kRounding * mean * mean || squared_error == 0) {
    return mean > 0 ? PValues{.better = 0, .worse = 1} : mean < 0 ? PValues{.better = 1, .worse = 0} : PValues{};
  }
  const boost::math::students_t_distribution<double> distribution(degrees);
  const double t = mean / std::sqrt(squared_error);
  return {.better = boost::math::cdf(boost::math::complement(distribution, t)), .worse = boost::math::cdf(distribution, t)};
}

}  // namespace driftd::updaters
