#pragma once

// SINE1 (Gama, Medas, Castillo & Rodrigues, "Learning with drift detection", SBIA 2004): two numbers, uniform in [0, 1). The label is
//   1 where y < sin(x), else 0
// in the first concept, and the reverse in the second: an abrupt drift turns every label over. In the first, a share 1 - cos(1) = 46 %
// is 1.

#include <span>

#include "daemon/streams/generator.h"

namespace driftd::streams {

class Sine1 final : public Generator {
 public:
  config::Task task() const override { return config::Task::binary; }
  config::Features features() const override;
  double draw(std::size_t concept_number, Random& random, std::span<double> values) override;
  double best_label(std::size_t concept_number, std::span<const double> values) const override;
};

}  // namespace driftd::streams
