#include "daemon/streams/sine1.h"

#include <cmath>

namespace driftd::streams {

config::Features Sine1::features() const {
  return {{.name = "x"}, {.name = "y"}};
}

double Sine1::draw(std::size_t concept_number, Random& random, std::span<double> values) {
  for (double& value : values) value = random.uniform();
  return best_label(concept_number, values);
}

double Sine1::best_label(std::size_t concept_number, std::span<const double> values) const {
  const bool below_curve = values[1] < std::sin(values[0]);
  const bool reversed = concept_number % 2 == 1;
  return below_curve != reversed ? 1 : 0;
}

}  // namespace driftd::streams
