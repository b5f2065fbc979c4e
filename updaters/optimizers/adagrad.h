#pragma once

// AdaGrad: every weight has its own rate, which falls with the gradients that weight has seen.
//   s <- s + g^2,  w <- w - rate g / (sqrt(s) + epsilon).
// The first step has the size `rate` whatever the gradient's unit, so the default suits most data; rare inputs keep learning fast.
// Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, JMLR 12 (2011).

#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {

struct AdagradParameters {
  double rate = 0.2;       // weight units
  double epsilon = 1e-10;  // gradient units
};

/// State of a weight: the sum of its squared gradients.
class Adagrad final : public Optimizer {
 public:
  explicit Adagrad(const AdagradParameters& parameters) : parameters_(parameters) {}
  void step(std::span<double> weights, std::span<const double> gradient, std::span<double> state) const override;

 private:
  AdagradParameters parameters_;
};

void declare_adagrad(config::Catalogue<OptimizerPointer>& catalogue);

}  // namespace driftd::updaters
