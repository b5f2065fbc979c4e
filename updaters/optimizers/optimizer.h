#pragma once

// An optimiser turns gradients into steps. It keeps its state beside the weights, as columns of the same length, so that training can be
// continued where it stopped.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/catalogue.h"

namespace driftd::updaters {

class Optimizer {
 public:
  virtual ~Optimizer() = default;

  /// One step on `weights` (n) against `gradient` (n), the mean over a mini-batch. `state` is n numbers, zeros before the first step.
  virtual void step(std::span<double> weights, std::span<const double> gradient, std::span<double> state) const = 0;
};

using OptimizerPointer = std::unique_ptr<Optimizer>;

}  // namespace driftd::updaters
