#include "updaters/optimizers/rmsprop.h"

#include "updaters/optimizers/columns.h"

namespace driftd::updaters {

void Rmsprop::step(std::span<double> weights, std::span<const double> gradient, std::span<double> state) const {
  const auto g = column(gradient);
  auto w = column(weights);
  auto mean_square = column(state);
  mean_square = parameters_.decay * mean_square + (1 - parameters_.decay) * g.square();
  w -= parameters_.rate * g / (mean_square.sqrt() + parameters_.epsilon);
}

void declare_rmsprop(config::Catalogue<OptimizerPointer>& catalogue) {
  const auto declaration =
      config::Declaration<RmspropParameters>("a rate for each weight by the gradients it has lately seen")
          .optional("rate", &RmspropParameters::rate, config::number({.max = 1000, .above = 0}), "size of a step against a steady gradient")
          .optional("decay", &RmspropParameters::decay, config::number({.above = 0, .below = 1}),
                    "share of the old mean square that a step keeps")
          .optional("epsilon", &RmspropParameters::epsilon, config::number({.max = 1, .above = 0}),
                    "keeps the division safe while a weight has seen no gradient");
  catalogue.add({.name = "rmsprop",
                 .summary = declaration.summary(),
                 .paper = "Tieleman, Hinton: Lecture 6.5 - RMSProp, COURSERA: Neural Networks for Machine Learning (2012)",
                 .guarantee = "",
                 .cost = "a division and a root a weight and step; one number a weight"},
                declaration, [](const RmspropParameters& parameters) { return std::make_unique<Rmsprop>(parameters); });
}

}  // namespace driftd::updaters
