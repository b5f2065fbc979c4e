#pragma once

// MIXED (Gama, Medas, Castillo & Rodrigues, "Learning with drift detection", SBIA 2004): two booleans v and w (numbers 0 and 1, equally
// likely) and two numbers x and y, uniform in [0, 1). The label is 1 where at least two of
//   v,   w,   y < 0.5 + 0.3 sin(3 pi x)
// hold, else 0, in the first concept; and the reverse in the second.

#include <span>

#include "daemon/streams/generator.h"

namespace driftd::streams {

class Mixed final : public Generator {
 public:
  config::Task task() const override { return config::Task::binary; }
  config::Features features() const override;
  double draw(std::size_t concept_number, Random& random, std::span<double> values) override;
  double best_label(std::size_t concept_number, std::span<const double> values) const override;
};

}  // namespace driftd::streams
