#include "daemon/streams/sea.h"

#include <array>

namespace driftd::streams {
namespace {

constexpr std::array kThresholds{8.0, 9.0, 7.0, 9.5};
constexpr double kRange = 10;

}  // namespace

config::Features Sea::features() const {
  return {{.name = "x1"}, {.name = "x2"}, {.name = "x3"}};
}

double Sea::draw(std::size_t concept_number, Random& random, std::span<double> values) {
  for (double& value : values) value = kRange * random.uniform();
  return best_label(concept_number, values);
}

double Sea::best_label(std::size_t concept_number, std::span<const double> values) const {
  return values[0] + values[1] > kThresholds[concept_number % kThresholds.size()] ? 1 : 0;
}

}  // namespace driftd::streams
