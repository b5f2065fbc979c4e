#include "updaters/gate/diebold_mariano.h"

#include <algorithm>
#include <cmath>

#include "updaters/gate/standard_error.h"

namespace driftd::updaters {
namespace {

constexpr std::size_t kFewest = 8;

}  // namespace

std::size_t newey_west_lags(std::size_t rows) {
  return static_cast<std::size_t>(4 * std::pow(static_cast<double>(rows) / 100, 2.0 / 9));
}

PValues diebold_mariano(std::span<const double> x) {
  const std::size_t lags = newey_west_lags(x.size());
  const ScaledMoments moments = scaled_moments(x, lags);
  if (x.size() < kFewest || moments.scale == 0) return {};
  const auto n = static_cast<double>(x.size());
  const auto h = static_cast<double>(lags + 1);
  const double correction = (n + 1 - 2 * h + h * (h - 1) / n) / n;
  return student(moments.mean, moments.long_run_variance() / n / correction, n - 1);
}

}  // namespace driftd::updaters
