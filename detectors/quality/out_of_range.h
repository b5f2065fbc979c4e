#pragma once

// The share of a number's values that lie out of the reference's range: below min - slack (max - min) or above max + slack (max - min). A
// sentinel (-999), an overflow, two columns that changed places. By share_limit.h, so that a few outliers are none.
//
// Real drift leaves the range as well (in four of the ten streams that this was measured on, for good), so it is no check that fits every
// feature: name those that cannot leave it, a percentage or an age. A feature that was constant in the reference has no range and is not
// judged.

#include "config/catalogue.h"
#include "detectors/quality/share_check.h"

namespace driftd::detectors {

struct RangeParameters : ShareParameters {
  double slack = 0.5;
};

class IsOutOfRange {
 public:
  static constexpr QualityInput kInput = QualityInput::values;
  static constexpr bool kDoubtsRows = true;
  static constexpr const char* kWhat = "out of the reference's range";
  static constexpr bool takes(config::FeatureType type) { return type == config::FeatureType::numeric; }

  explicit IsOutOfRange(const RangeParameters& parameters) : slack_(parameters.slack) {}

  bool learn(std::span<const double> reference);
  static bool counts(double value) { return value == value; }
  bool is_bad(double value) const { return value < least_ || value > most_; }
  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  double slack_;
  double least_ = 0;
  double most_ = 0;
};

using OutOfRange = ShareCheck<IsOutOfRange>;

void declare_out_of_range(config::Catalogue<QualityCheckPointer>& catalogue);

}  // namespace driftd::detectors
