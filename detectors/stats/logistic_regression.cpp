#include "detectors/stats/logistic_regression.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Rows = Eigen::Map<const RowMatrix>;
using Vector = Eigen::VectorXd;

double log_one_plus_exp(double z) {
  return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z)));
}

/// What is minimised, over parameters whose last is the bias.
class Objective {
 public:
  Objective(const Rows& rows, std::span<const std::uint8_t> classes, double penalty)
      : rows_(rows), truths_(rows.rows()), penalty_(penalty), scores_(rows.rows()), errors_(rows.rows()), certainties_(rows.rows()) {
    for (Eigen::Index i = 0; i < rows.rows(); ++i) truths_[i] = static_cast<double>(classes[static_cast<std::size_t>(i)]);
  }

  double value(const Vector& at) {
    const Eigen::Index columns = rows_.cols();
    scores_ = (rows_ * at.head(columns)).array() + at[columns];
    double loss = penalty_ / 2 * at.head(columns).squaredNorm();
    for (Eigen::Index i = 0; i < scores_.size(); ++i) loss += log_one_plus_exp(scores_[i]) - truths_[i] * scores_[i];
    return loss;
  }

  /// At the scores of the last value().
  void derive(const Vector& at, Vector& gradient, Eigen::MatrixXd& curvature) {
    const Eigen::Index columns = rows_.cols();
    for (Eigen::Index i = 0; i < scores_.size(); ++i) {
      const double probability = 1 / (1 + std::exp(-scores_[i]));
      errors_[i] = probability - truths_[i];
      certainties_[i] = probability * (1 - probability);
    }
    gradient.head(columns) = rows_.transpose() * errors_ + penalty_ * at.head(columns);
    gradient[columns] = errors_.sum();
    weighted_ = certainties_.asDiagonal() * rows_;
    curvature.topLeftCorner(columns, columns).noalias() = rows_.transpose() * weighted_;
    curvature.topLeftCorner(columns, columns).diagonal().array() += penalty_;
    curvature.topRightCorner(columns, 1) = weighted_.colwise().sum().transpose();
    curvature.bottomLeftCorner(1, columns) = weighted_.colwise().sum();
    curvature(columns, columns) = certainties_.sum() + 1e-12;
  }

 private:
  const Rows& rows_;
  Vector truths_;
  double penalty_;
  Vector scores_;
  Vector errors_;
  Vector certainties_;
  RowMatrix weighted_;
};

void descend(Objective& objective, Vector& at) {
  constexpr int kMostSteps = 50;
  constexpr int kMostHalvings = 40;
  Vector gradient(at.size());
  Eigen::MatrixXd curvature(at.size(), at.size());
  double value = objective.value(at);
  for (int step = 0; step < kMostSteps; ++step) {
    objective.derive(at, gradient, curvature);
    const Vector direction = curvature.ldlt().solve(gradient);
    if (!(gradient.dot(direction) > 1e-16 * (1 + value))) return;
    double length = 1;
    Vector next = at - direction;
    double next_value = objective.value(next);
    for (int halving = 0; halving < kMostHalvings && !(next_value <= value); ++halving) {
      length /= 2;
      next = at - length * direction;
      next_value = objective.value(next);
    }
    if (!(next_value <= value)) return;
    at = next;
    value = next_value;
  }
}

}  // namespace

double LogisticModel::score(std::span<const double> row) const {
  double sum = bias;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * row[i];
  return sum;
}

LogisticModel fit_logistic(std::span<const double> rows, std::size_t columns, std::span<const std::uint8_t> classes, double penalty) {
  DRIFTD_ASSERT(rows.size() == columns * classes.size());
  LogisticModel model{.weights = std::vector<double>(columns), .bias = 0};
  const auto ones = static_cast<std::size_t>(std::ranges::count(classes, std::uint8_t{1}));
  if (ones == 0 || ones == classes.size()) return model;
  const Rows matrix(rows.data(), static_cast<Eigen::Index>(classes.size()), static_cast<Eigen::Index>(columns));
  Vector at = Vector::Zero(static_cast<Eigen::Index>(columns) + 1);
  at[at.size() - 1] = std::log(static_cast<double>(ones) / static_cast<double>(classes.size() - ones));
  Objective objective(matrix, classes, penalty);
  descend(objective, at);
  for (std::size_t i = 0; i < columns; ++i) model.weights[i] = at[static_cast<Eigen::Index>(i)];
  model.bias = at[at.size() - 1];
  return model;
}

}  // namespace driftd::detectors
