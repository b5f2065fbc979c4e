#include "updaters/models/linear/gradient_descent.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "updaters/models/linear/generalized_linear.h"
#include "updaters/models/random_order.h"
#include "updaters/models/row_importance.h"
#include "updaters/models/weights/active_inputs.h"
#include "updaters/optimizers/columns.h"

namespace driftd::updaters {
namespace {

Eigen::Index index(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

/// The rows of one step, gathered, and the buffers they need; reused from step to step.
class Batch {
 public:
  Batch(const EncodedRows& rows, std::span<const double> targets, std::span<const double> importance, std::size_t most_rows,
        std::size_t outputs)
      : rows_(rows), targets_(targets), importance_(importance), numbers_(rows.width()), residuals_(most_rows * outputs) {}

  void gather(std::span<const std::uint32_t> chosen) {
    driftd::updaters::gather(rows_, chosen, batch_);
    batch_targets_.resize(chosen.size());
    batch_importance_.resize(index(chosen.size()));
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const std::size_t row = chosen[i];
      batch_targets_[i] = targets_[row];
      batch_importance_[index(i)] = importance_[row];
    }
  }

  SparseRows& sparse() { return batch_.sparse; }

  /// gradient <- that of the weighted mean loss over the gathered rows.
  void differentiate(const Link& link, const Matrix& weights, Matrix& gradient) {
    const MatrixView residuals(residuals_.data(), index(batch_.rows), weights.rows());
    score(batch_, weights, residuals);
    link.apply(residuals);
    link.subtract_targets(residuals, batch_targets_);
    MatrixView(residuals).array().colwise() *= batch_importance_.array() / static_cast<double>(batch_.rows);

    const MatrixView inputs(batch_.numbers.data(), index(batch_.rows), index(numbers_));
    gradient.setZero();
    if (numbers_ > 0) gradient.leftCols(index(numbers_)).noalias() += residuals.transpose() * inputs;
    for (std::size_t row = 0; row < batch_.rows && !batch_.sparse.empty(); ++row) {
      const auto on = batch_.sparse.inputs_of(row);
      const auto values = batch_.sparse.values_of(row);
      for (std::size_t i = 0; i < on.size(); ++i) gradient.col(on[i]) += values[i] * residuals.row(index(row)).transpose();
    }
    gradient.rightCols<1>() = residuals.colwise().sum().transpose();
  }

 private:
  const EncodedRows& rows_;
  std::span<const double> targets_;
  std::span<const double> importance_;
  std::size_t numbers_;
  EncodedRows batch_;
  std::vector<double> batch_targets_;
  Eigen::VectorXd batch_importance_;
  std::vector<double> residuals_;
};

std::span<double> flat(Matrix& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

bool in_range(const Matrix& weights) {
  return weights.allFinite() && weights.cwiseAbs().maxCoeff() <= kLargestWeight;
}

}  // namespace

config::Declaration<DescentSettings> descent_declaration(std::string summary) {
  auto declaration = config::Declaration<DescentSettings>(std::move(summary));
  declaration.optional("optimizer", &DescentSettings::optimizer, config::choice(optimizers(), "kind"), "how gradients become steps")
      .optional("epochs", &DescentSettings::epochs, config::integer({.min = 1, .max = 10'000}), "passes over the rows")
      .optional("steps", &DescentSettings::steps, config::integer({.min = 0, .max = 10'000'000}),
                "steps that a training from scratch takes at least, by more passes where the rows are few; 0: `epochs` alone says")
      .optional("batch", &DescentSettings::batch, config::integer({.min = 1, .max = 65'536}), "rows a step")
      .optional("l2", &DescentSettings::l2, config::number({.min = 0, .max = 1000}),
                "pull of the weights towards 0: l2 / 2 times their squares")
      .optional("half_life", &DescentSettings::half_life, config::integer({.min = 0, .max = 10'000'000}),
                "a row counts half as much as one that came this many rows after it; 0: all count alike");
  declare_encoder(declaration);
  return declaration;
}

bool descend(const DescentSettings& settings, const Link& link, const EncodedRows& rows, std::span<const double> targets,
             std::uint64_t seed, Matrix& weights, std::span<double> state, const FrozenWeights& frozen) {
  const OptimizerPointer optimizer = settings.optimizer.make();
  const std::size_t batch_rows = std::min(static_cast<std::size_t>(settings.batch), rows.rows);
  const std::vector<double> importance = row_importance(rows.rows, settings.half_life);
  Batch batch(rows, targets, importance, batch_rows, static_cast<std::size_t>(weights.rows()));
  Matrix gradient(weights.rows(), weights.cols());
  ActiveInputs active(rows.width(), static_cast<std::size_t>(weights.cols() - 1));
  Matrix active_weights;
  const auto differentiate = [&](const Matrix& at) {
    const Eigen::Index inputs = at.cols() - 1;
    gradient.resize(at.rows(), at.cols());
    batch.differentiate(link, at, gradient);
    gradient.leftCols(inputs) += settings.l2 * at.leftCols(inputs);
  };
  const auto step = [&] {
    if (rows.sparse.empty()) {
      differentiate(weights);
      optimizer->step(flat(weights), flat(gradient), state);
      frozen.put_back(weights);
      return;
    }
    active.find(batch.sparse());
    active.gather_columns(weights, active_weights);
    differentiate(active_weights);
    const auto places = active.places_in_columns(static_cast<std::size_t>(weights.rows()), static_cast<std::size_t>(weights.cols()));
    optimizer->step_at(flat(weights), places, flat(gradient), state);
    if (frozen.any()) frozen.put_back(weights, places);
  };

  std::vector<std::uint32_t> order(rows.rows);
  std::iota(order.begin(), order.end(), 0U);
  RandomOrder random(seed);
  optimizer->exchange(flat(weights), state);
  for (std::int64_t epoch = 0; epoch < settings.epochs; ++epoch) {
    random.shuffle(order);
    for (std::size_t begin = 0; begin < order.size(); begin += batch_rows) {
      batch.gather(std::span(order).subspan(begin, std::min(batch_rows, order.size() - begin)));
      step();
    }
    if (!in_range(weights) || !column(state).allFinite()) return false;
  }
  optimizer->exchange(flat(weights), state);
  frozen.put_back(weights);
  return in_range(weights);
}

}  // namespace driftd::updaters
