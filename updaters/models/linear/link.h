#pragma once

// A link turns the scores of a generalised linear model, w . x + b, into the mean of what is predicted: the number itself, a probability,
// or a probability for each class. For the three links here, each the canonical one of its loss (squared error, log-loss), the gradient of
// the loss by a score is the same expression: mean minus target. McCullagh, Nelder: Generalized Linear Models (1989).

#include <span>
#include <string_view>

#include "config/features.h"
#include "updaters/models/weights/matrix.h"

namespace driftd::updaters {

class Link {
 public:
  virtual ~Link() = default;

  /// The family's name in the catalogue and in artefacts.
  virtual std::string_view family() const = 0;
  virtual config::Task task() const = 0;
  /// Scores to means, in place; rows x outputs.
  virtual void apply(MatrixView scores) const = 0;
  /// Means to means minus targets, in place; rows x outputs. `targets`, one a row: a number, 0 / 1, or the index of a class.
  virtual void subtract_targets(MatrixView means, std::span<const double> targets) const = 0;
};

/// The canonical one: linear, logistic or softmax.
const Link& link_of(config::Task task);

}  // namespace driftd::updaters
