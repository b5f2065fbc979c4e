#include "updaters/models/mlp/mlp_layers.h"

#include <algorithm>
#include <cmath>

#include "updaters/optimizers/columns.h"

namespace driftd::updaters {
namespace {

Eigen::Index index(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

Eigen::Map<const Matrix> dense(const EncodedRows& rows) {
  return {rows.numbers.data(), index(rows.rows), index(rows.width())};
}

void add_row(double input, const Matrix& layer, std::size_t row, std::span<double> outputs) {
  if (input == 0) return;
  const auto columns = static_cast<std::size_t>(layer.cols());
  column(outputs) += input * column(std::span(layer.data() + row * columns, columns));
}

}  // namespace

void propagate(const EncodedRows& rows, LayersView layers, MatrixView scores) {
  thread_local std::vector<double> inputs;
  thread_local std::vector<double> outputs;
  for (std::size_t row = 0; row < rows.rows; ++row) {
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const Matrix& layer = *layers[l];
      const auto bias = layer.row(layer.rows() - 1);
      outputs.assign(bias.begin(), bias.end());
      if (l == 0) {
        const auto numbers = rows.numbers_of(row);
        for (std::size_t i = 0; i < numbers.size(); ++i) add_row(numbers[i], layer, i, outputs);
        if (!rows.sparse.empty()) {
          const auto on = rows.sparse.inputs_of(row);
          const auto values = rows.sparse.values_of(row);
          for (std::size_t i = 0; i < on.size(); ++i) add_row(values[i], layer, on[i], outputs);
        }
      } else {
        for (std::size_t i = 0; i < inputs.size(); ++i) add_row(std::max(inputs[i], 0.0), layer, i, outputs);
      }
      std::swap(inputs, outputs);
    }
    std::ranges::copy(inputs, scores.row(index(row)).begin());
  }
}

void Backpropagation::forward(const EncodedRows& rows, LayersView layers) {
  outputs_.resize(layers.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const Matrix& layer = *layers[l];
    Matrix& out = outputs_[l];
    out.resize(index(rows.rows), layer.cols());
    out.rowwise() = layer.row(layer.rows() - 1);
    if (l > 0) {
      out.noalias() += outputs_[l - 1] * layer.topRows(layer.rows() - 1);
    } else {
      if (rows.width() > 0) out.noalias() += dense(rows) * layer.topRows(index(rows.width()));
      for (std::size_t row = 0; row < rows.rows && !rows.sparse.empty(); ++row) {
        const auto on = rows.sparse.inputs_of(row);
        const auto values = rows.sparse.values_of(row);
        for (std::size_t i = 0; i < on.size(); ++i) out.row(index(row)) += values[i] * layer.row(on[i]);
      }
    }
    if (l + 1 < layers.size()) out = out.cwiseMax(0.0);
  }
}

void Backpropagation::backward(const EncodedRows& rows, LayersView layers, std::size_t frozen, std::span<Matrix> gradients) {
  for (std::size_t l = layers.size(); l-- > frozen;) {
    Matrix& gradient = gradients[l];
    gradient.resize(layers[l]->rows(), layers[l]->cols());
    gradient.bottomRows<1>() = delta_.colwise().sum();
    if (l == 0) {
      gradient.topRows(gradient.rows() - 1).setZero();
      if (rows.width() > 0) gradient.topRows(index(rows.width())).noalias() = dense(rows).transpose() * delta_;
      for (std::size_t row = 0; row < rows.rows && !rows.sparse.empty(); ++row) {
        const auto on = rows.sparse.inputs_of(row);
        const auto values = rows.sparse.values_of(row);
        for (std::size_t i = 0; i < on.size(); ++i) gradient.row(on[i]) += values[i] * delta_.row(index(row));
      }
      return;
    }
    gradient.topRows(gradient.rows() - 1).noalias() = outputs_[l - 1].transpose() * delta_;
    if (l == frozen) return;
    below_.noalias() = delta_ * layers[l]->topRows(layers[l]->rows() - 1).transpose();
    below_ = (outputs_[l - 1].array() > 0).select(below_, 0.0);
    std::swap(delta_, below_);
  }
}

void Backpropagation::differentiate(const Lesson& lesson, LayersView layers, std::size_t frozen, std::span<Matrix> gradients) {
  forward(lesson.rows, layers);
  const MatrixView means(outputs_.back().data(), outputs_.back().rows(), outputs_.back().cols());
  link_.apply(means);
  link_.subtract_targets(means, lesson.targets);
  delta_ = outputs_.back();
  delta_.array().colwise() *= column(lesson.importance) / static_cast<double>(lesson.rows.rows);
  backward(lesson.rows, layers, frozen, gradients);
}

double mean_loss(config::Task task, MatrixView means, std::span<const double> targets) {
  constexpr double kLeast = 1e-15;
  double sum = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Eigen::Index row = index(i);
    switch (task) {
      case config::Task::regression: sum += (means(row, 0) - targets[i]) * (means(row, 0) - targets[i]) / 2; break;
      case config::Task::binary: sum -= std::log(std::max(targets[i] == 1 ? means(row, 0) : 1 - means(row, 0), kLeast)); break;
      case config::Task::multiclass: sum -= std::log(std::max(means(row, static_cast<Eigen::Index>(targets[i])), kLeast)); break;
    }
  }
  return sum / static_cast<double>(targets.size());
}

}  // namespace driftd::updaters
