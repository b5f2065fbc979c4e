#include "detectors/compare/comparison_parameters.h"

#include <utility>

namespace driftd::detectors {

config::Declaration<TestParameters> test_declaration(std::string summary) {
  return config::Declaration<TestParameters>(std::move(summary))
      .optional("alpha", &TestParameters::alpha, config::number({.above = 0, .below = 1}),
                "drift where the p-value, adjusted for the number of features, is at most this");
}

config::Shape<double> distance_bound() {
  return config::number({.max = 1e6, .above = 0});
}

config::Shape<std::int64_t> bin_count() {
  return config::integer({.min = 2, .max = 1000});
}

}  // namespace driftd::detectors
