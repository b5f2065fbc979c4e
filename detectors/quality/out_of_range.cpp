#include "detectors/quality/out_of_range.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace driftd::detectors {

bool IsOutOfRange::learn(std::span<const double> reference) {
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  for (const double value : reference) {
    if (!std::isfinite(value)) continue;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  if (!(least < most)) return false;
  const double room = std::min(slack_ * (most / 2 - least / 2) * 2, std::numeric_limits<double>::max());
  least_ = least - room;
  most_ = most + room;
  return true;
}

void IsOutOfRange::save(StateWriter& state) const {
  state.put(least_);
  state.put(most_);
}

void IsOutOfRange::load(StateReader& state) {
  state.get(least_);
  state.get(most_);
  if (!(least_ <= most_)) state.fail();
}

void declare_out_of_range(config::Catalogue<QualityCheckPointer>& catalogue) {
  const auto declaration =
      share_declaration<RangeParameters>("share of values out of the reference's range", "values out of range")
          .optional("slack", &RangeParameters::slack, config::number({.min = 0, .max = 1e6}),
                    "how far beyond the reference's least and greatest value is still in range, in widths of that range");
  catalogue.add(
      {.name = "out_of_range",
       .summary =
           "the share of a number's values beyond the least and greatest of the reference; for features that cannot leave their range",
       .paper =
           "Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26, 1934",
       .guarantee =
           "guaranteed: for independent values whose share out of range rose by at most `by`, an alarm has probability at most alpha "
           "each time it is judged; but real drift leaves the range too, and did in four of ten streams",
       .cost = "2 ns a value; 32 bytes a feature"},
      declaration, [](const RangeParameters& parameters) -> QualityCheckPointer { return std::make_unique<OutOfRange>(parameters); });
}

}  // namespace driftd::detectors
