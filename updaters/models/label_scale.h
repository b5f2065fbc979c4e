#pragma once

// How the labels of a regression are standardised: models learn (y - mean) / deviation, so that their unit needs no tuning.

namespace driftd::updaters {

/// Bound of what is learnt from and read, in the label's own unit.
constexpr double kLargestLabel = 1e100;

/// The identity where classes are learnt.
struct LabelScale {
  double mean = 0;
  double deviation = 1;
  bool operator==(const LabelScale&) const = default;
};

}  // namespace driftd::updaters
