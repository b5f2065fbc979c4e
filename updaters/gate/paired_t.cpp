#include "updaters/gate/paired_t.h"

#include "updaters/gate/standard_error.h"

namespace driftd::updaters {

PValues paired_t(std::span<const double> x) {
  const ScaledMoments moments = scaled_moments(x, 0);
  if (x.size() < 2 || moments.scale == 0) return {};
  const auto n = static_cast<double>(x.size());
  return student(moments.mean, moments.variance() / (n - 1), n - 1);
}

}  // namespace driftd::updaters
