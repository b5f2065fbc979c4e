#pragma once

// Stochastic gradient descent with a falling rate:
//   w <- w - rate / sqrt(1 + decay t) g,  t = steps this weight has taken.
// Robbins, Monro: A Stochastic Approximation Method, Annals of Mathematical Statistics 22 (1951).

#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {

struct SgdParameters {
  double rate = 0.1;    // weight units per unit of gradient, first step
  double decay = 0.01;  // per step; 0 keeps the rate
};

/// State of a weight: the steps it has taken.
class Sgd final : public Optimizer {
 public:
  explicit Sgd(const SgdParameters& parameters) : parameters_(parameters) {}
  void step(std::span<double> weights, std::span<const double> gradient, std::span<double> state) const override;

 private:
  SgdParameters parameters_;
};

void declare_sgd(config::Catalogue<OptimizerPointer>& catalogue);

}  // namespace driftd::updaters
