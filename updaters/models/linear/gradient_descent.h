#pragma once

// Mini-batch gradient descent on the mean loss of a generalised linear model,
//   sum w_i loss(link(W x_i + b), y_i) / sum w_i + l2 / 2 |W|^2   (the bias is not shrunk),
// where a row counts half as much as one that came `half_life` rows after it, w_i = 2^((i - n) / half_life), or all alike; in an order
// drawn afresh from the seed for each pass. The loss is convex: the start at zero does not matter, only the time does. Of the inputs that
// are sparse (encoding/encoded_rows.h) a step touches those alone that its rows have on, in time as in effect: the others' weights are not
// shrunk meanwhile. Bottou, Curtis, Nocedal: Optimization Methods for Large-Scale Machine Learning, SIAM Review 60 (2018).

#include <cstdint>
#include <span>
#include <string>

#include "config/catalogue.h"
#include "updaters/catalogue.h"
#include "updaters/encoding/encoder.h"
#include "updaters/models/linear/link.h"
#include "updaters/models/weights/frozen_weights.h"
#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {

struct DescentSettings : EncoderSettings {
  config::Chosen<OptimizerPointer> optimizer = optimizers().choose_default("adagrad");
  std::int64_t epochs = 20;    // passes over the rows
  std::int64_t steps = 2000;   // at least, from scratch, by more passes where the rows are few; 0: the passes alone say
  std::int64_t batch = 32;     // rows a step
  double l2 = 1e-4;            // per squared weight, beside the mean loss
  std::int64_t half_life = 0;  // rows; 0: all count alike
};

config::Declaration<DescentSettings> descent_declaration(std::string summary);

/// Moves weights but the frozen (outputs x (inputs + 1)) and optimiser state (of all of them, row by row) by all epochs. `targets` one a
/// row, as Link takes them. False where the weights left the range that a model may have: the rate is too high for this data.
bool descend(const DescentSettings& settings, const Link& link, const EncodedRows& rows, std::span<const double> targets,
             std::uint64_t seed, Matrix& weights, std::span<double> state, const FrozenWeights& frozen = {});

}  // namespace driftd::updaters
