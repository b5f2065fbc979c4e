#pragma once

// SEA (Street & Kim, "A streaming ensemble algorithm (SEA) for large-scale classification", KDD 2001): three numbers, uniform in [0, 10),
// the third of them idle. The label is
//   1 where x1 + x2 > threshold, else 0
// and the concepts are the thresholds 8, 9, 7, 9.5: small, hard drifts in the labels alone. From 8 to 9, 8.5 % of the rows change sides.

#include <span>

#include "daemon/streams/generator.h"

namespace driftd::streams {

class Sea final : public Generator {
 public:
  config::Task task() const override { return config::Task::binary; }
  config::Features features() const override;
  double draw(std::size_t concept_number, Random& random, std::span<double> values) override;
  double best_label(std::size_t concept_number, std::span<const double> values) const override;
};

}  // namespace driftd::streams
