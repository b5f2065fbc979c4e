#include "updaters/optimizers/adagrad.h"

#include "updaters/optimizers/columns.h"

namespace driftd::updaters {

void Adagrad::step(std::span<double> weights, std::span<const double> gradient, std::span<double> state) const {
  const auto g = column(gradient);
  auto w = column(weights);
  auto squares = column(state);
  squares += g.square();
  w -= parameters_.rate * g / (squares.sqrt() + parameters_.epsilon);
}

void declare_adagrad(config::Catalogue<OptimizerPointer>& catalogue) {
  const auto declaration =
      config::Declaration<AdagradParameters>("a rate for each weight that falls with the gradients it has seen")
          .optional("rate", &AdagradParameters::rate, config::number({.max = 1000, .above = 0}), "size of a weight's first step")
          .optional("epsilon", &AdagradParameters::epsilon, config::number({.max = 1, .above = 0}),
                    "keeps the division safe while a weight has seen no gradient");
  catalogue.add(
      {.name = "adagrad",
       .summary = declaration.summary(),
       .paper = "Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, JMLR 12 (2011)",
       .guarantee = "",
       .cost = "a division and a root a weight and step; one number a weight"},
      declaration, [](const AdagradParameters& parameters) { return std::make_unique<Adagrad>(parameters); });
}

}  // namespace driftd::updaters
