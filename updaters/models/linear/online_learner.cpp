#include "updaters/models/linear/online_learner.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "config/assertion.h"
#include "updaters/optimizers/columns.h"

namespace driftd::updaters {
namespace {

constexpr double kNoTarget = std::numeric_limits<double>::quiet_NaN();

/// The part of a state that is of the weights first .. first + count of `weights`.
std::vector<double> state_of_some(std::span<const double> state, std::size_t weights, std::size_t first, std::size_t count) {
  const std::size_t slots = (state.size() - 1) / weights;
  std::vector<double> some(slots * count + 1);
  for (std::size_t slot = 0; slot < slots; ++slot) std::copy_n(state.data() + slot * weights + first, count, some.data() + slot * count);
  some.back() = state.back();
  return some;
}

/// The states of equal parts of the weights, as the state of all.
std::vector<double> state_of_all(const std::vector<std::vector<double>>& states, std::size_t count) {
  const std::size_t weights = states.size() * count;
  const std::size_t slots = (states.front().size() - 1) / count;
  std::vector<double> all(slots * weights + 1);
  for (std::size_t part = 0; part < states.size(); ++part) {
    for (std::size_t slot = 0; slot < slots; ++slot)
      std::copy_n(states[part].data() + slot * count, count, all.data() + slot * weights + part * count);
  }
  all.back() = states.front().back();
  return all;
}

std::span<double> row_of(Matrix& matrix, std::size_t row) {
  const auto columns = static_cast<std::size_t>(matrix.cols());
  return {matrix.data() + row * columns, columns};
}

double score_along(std::span<const double> weights, const Direction& direction) {
  double score = column(weights.first(direction.head.size())).matrix().dot(column(direction.head).matrix());
  for (std::size_t i = 0; i < direction.places.size(); ++i) score += weights[direction.places[i]] * direction.values[i];
  return score;
}

}  // namespace

LinearParts untrained(const Link& link, config::ModelSchema schema, Encoder encoder, std::vector<ClassName> classes, LabelScale label) {
  LinearParts parts{.link = &link,
                    .schema = std::move(schema),
                    .encoder = std::move(encoder),
                    .classes = std::move(classes),
                    .label = label,
                    .weights = {},
                    .optimizer = {},
                    .optimizer_state = {}};
  const auto outputs = static_cast<Eigen::Index>(std::max<std::size_t>(parts.classes.size(), 1));
  parts.weights = Matrix::Zero(outputs, static_cast<Eigen::Index>(parts.encoder.inputs() + 1));
  return parts;
}

OnlineLearner::OnlineLearner(LinearParts start, const config::Chosen<OptimizerPointer>& optimizer)
    : parts_(std::move(start)), optimizer_(optimizer.make()) {
  const auto all = static_cast<std::size_t>(parts_.weights.size());
  const auto columns = static_cast<std::size_t>(parts_.weights.cols());
  if (parts_.optimizer != optimizer.name || parts_.optimizer_state.size() != optimizer_->state_size(all)) {
    parts_.optimizer = optimizer.name;
    parts_.optimizer_state.assign(optimizer_->state_size(all), 0.0);
  }
  for (std::size_t output = 0; output < outputs(); ++output) {
    states_.push_back(state_of_some(parts_.optimizer_state, all, output * columns, columns));
    optimizer_->exchange(weights_of(output), states_.back());
  }
  parts_.optimizer_state.clear();
  residuals_.resize(outputs());
}

std::span<double> OnlineLearner::weights_of(std::size_t output) {
  return row_of(parts_.weights, output);
}

void OnlineLearner::learn(const RowsView& rows, std::span<const double> labels, std::vector<double>& means) {
  constexpr std::size_t kBlock = 64;  // rows that are encoded at a time: they stay in the cache
  const std::size_t columns = parts_.encoder.columns();
  DRIFTD_ASSERT(rows.values.size() == columns * labels.size());
  means.resize(labels.size() * outputs());
  for (std::size_t begin = 0; begin < labels.size(); begin += kBlock) {
    const std::size_t count = std::min(kBlock, labels.size() - begin);
    const std::size_t texts = rows.texts.empty() ? 0 : parts_.encoder.texts();
    parts_.encoder.encode({rows.values.subspan(begin * columns, count * columns), rows.texts.subspan(begin * texts, count * texts)},
                          encoded_);
    learn_block(labels.subspan(begin, count), std::span(means).subspan(begin * outputs(), count * outputs()));
  }
}

void OnlineLearner::learn_block(std::span<const double> labels, std::span<double> means) {
  const std::size_t k = outputs();
  const auto width = static_cast<Eigen::Index>(k);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const Direction direction = direction_of(i);
    const auto answers = means.subspan(i * k, k);
    for (std::size_t output = 0; output < k; ++output) {
      optimizer_->see(weights_of(output), direction, states_[output]);
      answers[output] = score_along(weights_of(output), direction);
    }
    parts_.link->apply(MatrixView(answers.data(), 1, width));
    std::copy(answers.begin(), answers.end(), residuals_.begin());
    if (parts_.schema.task == config::Task::regression) answers[0] = parts_.label.mean + parts_.label.deviation * answers[0];

    const double target = target_of(labels[i]);
    if (std::isnan(target)) continue;
    parts_.link->subtract_targets(MatrixView(residuals_.data(), 1, width), {&target, 1});
    if (!column(std::span(residuals_)).allFinite()) continue;  // the weights ran away: no step leads back
    for (std::size_t output = 0; output < k; ++output)
      optimizer_->step_along(weights_of(output), direction, residuals_[output], states_[output]);
    ++rows_learnt_;
  }
}

Direction OnlineLearner::direction_of(std::size_t row) {
  const std::size_t numbers = parts_.encoder.numbers();
  places_.clear();
  values_.clear();
  if (!encoded_.sparse.empty()) {
    const auto on = encoded_.sparse.inputs_of(row);
    const auto with = encoded_.sparse.values_of(row);
    places_.assign(on.begin(), on.end());
    values_.assign(with.begin(), with.end());
  }
  places_.push_back(static_cast<std::uint32_t>(parts_.encoder.inputs()));  // the bias
  values_.push_back(1);
  return {.head = std::span(encoded_.numbers).subspan(row * numbers, numbers), .places = places_, .values = values_};
}

double OnlineLearner::target_of(double label) const {
  switch (parts_.schema.task) {
    case config::Task::binary: return label == 0 || label == 1 ? label : kNoTarget;
    case config::Task::regression:
      return std::abs(label) <= kLargestLabel ? (label - parts_.label.mean) / parts_.label.deviation : kNoTarget;
    case config::Task::multiclass: {
      const auto found =
          std::find_if(parts_.classes.begin(), parts_.classes.end(), [label](const ClassName& name) { return name.code == label; });
      return found == parts_.classes.end() ? kNoTarget : static_cast<double>(found - parts_.classes.begin());
    }
  }
  return kNoTarget;
}

std::expected<std::shared_ptr<const GeneralizedLinear>, std::string> OnlineLearner::snapshot() const {
  LinearParts parts = parts_;
  auto states = states_;
  for (std::size_t output = 0; output < states.size(); ++output) optimizer_->exchange(row_of(parts.weights, output), states[output]);
  parts.optimizer_state = state_of_all(states, static_cast<std::size_t>(parts.weights.cols()));
  const bool in_range = parts.weights.allFinite() && parts.weights.cwiseAbs().maxCoeff() <= kLargestWeight;
  if (!in_range || !column(std::span<const double>(parts.optimizer_state)).allFinite()) {
    return std::unexpected("the weights ran away with optimizer \"" + parts.optimizer + "\"; lower its rate");
  }
  return std::make_shared<const GeneralizedLinear>(std::move(parts));
}

}  // namespace driftd::updaters
