#pragma once

// Learns a generalised linear model row by row: each row is answered with what was learnt before it, and then learnt,
//   mean_t = link(W_t x_t + b_t),  W_{t+1} = step of the optimiser along (mean_t - y_t) x_t.
// The losses of these answers are an honest measure of the learner, no row held back: progressive validation (Blum, Kalai, Langford:
// Beating the Hold-Out, COLT 1999). A pass costs what its rows have on, not what the model could: a row touches its numbers, the
// levels and words that it has, and the bias. Vowpal Wabbit learns so too, over hashed inputs in single precision; scikit-learn's
// partial_fit does, but answers apart.
//
// Steps are of one row each and unweighted, without the l2 of mini-batch descent; FTRL has one of its own.

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "updaters/models/linear/generalized_linear.h"
#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {

/// A model that has learnt nothing: weights of zero. `classes` as LinearParts has them.
LinearParts untrained(const Link& link, config::ModelSchema schema, Encoder encoder, std::vector<ClassName> classes = {},
                      LabelScale label = {});

class OnlineLearner {
 public:
  /// Goes on from `start`: its encoder, classes and label scale stay as they are, its weights are learnt further, and its optimiser's
  /// state goes on where it is of the same optimiser.
  OnlineLearner(LinearParts start, const config::Chosen<OptimizerPointer>& optimizer);

  /// means <- for each row (n x outputs, row-major) what was answered before it was learnt: a number in the label's unit, the probability
  /// of class 1, or one for each class. A row whose label is not the task's (a NaN, a class that the model does not have) is answered and
  /// not learnt. `labels` one a row. Nothing is allocated once `means` has grown.
  void learn(const RowsView& rows, std::span<const double> labels, std::vector<double>& means);

  std::size_t outputs() const { return static_cast<std::size_t>(parts_.weights.rows()); }
  /// Rows learnt since the start.
  std::uint64_t rows_learnt() const { return rows_learnt_; }

  /// What has been learnt so far, to be served; or that the weights ran away.
  std::expected<std::shared_ptr<const GeneralizedLinear>, std::string> snapshot() const;

 private:
  void learn_block(std::span<const double> labels, std::span<double> means);
  Direction direction_of(std::size_t row);
  double target_of(double label) const;
  std::span<double> weights_of(std::size_t output);

  LinearParts parts_;
  OptimizerPointer optimizer_;
  std::vector<std::vector<double>> states_;  // one an output
  std::uint64_t rows_learnt_ = 0;
  // Scratch, reused.
  EncodedRows encoded_;
  std::vector<std::uint32_t> places_;
  std::vector<double> values_;
  std::vector<double> residuals_;
};

}  // namespace driftd::updaters
