#include "updaters/optimizers/sgd.h"

#include "updaters/optimizers/columns.h"

namespace driftd::updaters {

void Sgd::step(std::span<double> weights, std::span<const double> gradient, std::span<double> state) const {
  const auto g = column(gradient);
  auto w = column(weights);
  auto steps = column(state);
  w -= parameters_.rate * g / (1 + parameters_.decay * steps).sqrt();
  steps += 1;
}

void declare_sgd(config::Catalogue<OptimizerPointer>& catalogue) {
  const auto declaration =
      config::Declaration<SgdParameters>("gradient descent with a falling rate")
          .optional("rate", &SgdParameters::rate, config::number({.max = 1000, .above = 0}), "size of the first step, per unit of gradient")
          .optional("decay", &SgdParameters::decay, config::number({.min = 0, .max = 1000}),
                    "how fast the rate falls: rate / sqrt(1 + decay * steps); 0 keeps it");
  catalogue.add({.name = "sgd",
                 .summary = declaration.summary(),
                 .paper = "Robbins, Monro: A Stochastic Approximation Method, Annals of Mathematical Statistics 22 (1951)",
                 .guarantee = "",
                 .cost = "a division and a root a weight and step; one number a weight"},
                declaration, [](const SgdParameters& parameters) { return std::make_unique<Sgd>(parameters); });
}

}  // namespace driftd::updaters
