#include "daemon/streams/mixed.h"

#include <cmath>
#include <numbers>

namespace driftd::streams {

config::Features Mixed::features() const {
  return {{.name = "v"}, {.name = "w"}, {.name = "x"}, {.name = "y"}};
}

double Mixed::draw(std::size_t concept_number, Random& random, std::span<double> values) {
  for (double& flag : values.first<2>()) flag = random.coin(0.5) ? 1 : 0;
  for (double& number : values.last<2>()) number = random.uniform();
  return best_label(concept_number, values);
}

double Mixed::best_label(std::size_t concept_number, std::span<const double> values) const {
  const bool below_curve = values[3] < 0.5 + 0.3 * std::sin(3 * std::numbers::pi * values[2]);
  const bool two_hold = values[0] + values[1] + (below_curve ? 1 : 0) >= 2;
  const bool reversed = concept_number % 2 == 1;
  return two_hold != reversed ? 1 : 0;
}

}  // namespace driftd::streams
