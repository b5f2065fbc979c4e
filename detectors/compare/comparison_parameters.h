#pragma once

// The one parameter that each comparison of a kind has: a test its level, a distance its bound.

#include <string>

#include "config/catalogue.h"
#include "detectors/compare/comparison.h"

namespace driftd::detectors {

struct TestParameters {
  double alpha = 0.001;
};

/// `summary` says what the test is.
config::Declaration<TestParameters> test_declaration(std::string summary);

config::Shape<double> distance_bound();
inline constexpr const char* kDistanceBoundDoc = "drift where the distance is above this; a distance has no p-value";
inline constexpr const char* kBinsDoc = "parts that a number's range is cut into, by the reference's quantiles";
config::Shape<std::int64_t> bin_count();

}  // namespace driftd::detectors
