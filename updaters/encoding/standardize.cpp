#include "updaters/encoding/standardize.h"

#include <algorithm>
#include <cmath>

#include "updaters/optimizers/columns.h"

namespace driftd::updaters {
namespace {

double bounded(double standard) {
  constexpr double kMostDeviations = 1e9;
  return std::min(std::max(standard, -kMostDeviations), kMostDeviations);
}

}  // namespace

void standardize(std::span<const double> values, std::span<const double> fills, std::span<const double> offsets,
                 std::span<const double> factors, double largest, std::span<double> standard) {
  const bool whole = std::isfinite(column(values).sum());  // what is no number shows in the sum; that a sum may overflow costs time only
  if (whole) {
    const double* const from = values.data();
    const double* const offset = offsets.data();
    const double* const factor = factors.data();
    double* const to = standard.data();
    const std::size_t count = values.size();
#pragma GCC ivdep
    for (std::size_t i = 0; i < count; ++i) to[i] = bounded((from[i] - offset[i]) * factor[i]);
    return;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = std::isnan(values[i]) ? fills[i] : std::clamp(values[i], -largest, largest);
    standard[i] = bounded((value - offsets[i]) * factors[i]);
  }
}

}  // namespace driftd::updaters
