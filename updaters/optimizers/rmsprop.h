#pragma once

// RMSProp: like AdaGrad, but old gradients are forgotten, so that the rate of a long-lived model does not die away.
//   s <- decay s + (1 - decay) g^2,  w <- w - rate g / (sqrt(s) + epsilon).
// Tieleman, Hinton: Lecture 6.5 - RMSProp, COURSERA: Neural Networks for Machine Learning (2012).

#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {

struct RmspropParameters {
  double rate = 0.01;     // weight units
  double decay = 0.9;     // share of the old mean square that a step keeps
  double epsilon = 1e-8;  // gradient units
};

/// State of a weight: the moving mean of its squared gradients.
class Rmsprop final : public Optimizer {
 public:
  explicit Rmsprop(const RmspropParameters& parameters) : parameters_(parameters) {}
  void step(std::span<double> weights, std::span<const double> gradient, std::span<double> state) const override;

 private:
  RmspropParameters parameters_;
};

void declare_rmsprop(config::Catalogue<OptimizerPointer>& catalogue);

}  // namespace driftd::updaters
