#include "updaters/models/linear/linear_learner.h"

#include <algorithm>
#include <utility>

#include "updaters/models/linear/transferred_linear.h"
#include "updaters/models/sample.h"
#include "updaters/models/targets.h"
#include "updaters/models/weights/carried_weights.h"

namespace driftd::updaters {
namespace {

Eigen::Index index(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

std::size_t outputs_of(std::size_t classes) {
  return std::max<std::size_t>(classes, 1);
}

/// Steps times weights that the further passes may cost: about a second.
constexpr std::int64_t kMostSteppedWeights = 200'000'000;

/// From scratch a descent of few steps ends near where it began, and few rows make few steps a pass.
DescentSettings with_steps_enough(DescentSettings settings, std::size_t rows, std::int64_t weights) {
  const auto steps_a_pass = std::max<std::int64_t>(1, static_cast<std::int64_t>(rows) / settings.batch);
  const std::int64_t steps = std::min(settings.steps, kMostSteppedWeights / weights);
  settings.epochs = std::max(settings.epochs, steps / steps_a_pass);
  return settings;
}

std::vector<std::uint8_t> all_but_biases(std::vector<std::uint8_t> places, const Matrix& weights) {
  const auto columns = static_cast<std::size_t>(weights.cols());
  for (std::size_t bias = columns - 1; bias < places.size(); bias += columns) places[bias] = 0;
  return places;
}

std::unexpected<TrainingFailure> failed(TrainingFailure::Cause cause, std::string message) {
  return std::unexpected(TrainingFailure{.cause = cause, .message = std::move(message)});
}

}  // namespace

std::size_t LinearLearner::state_size(const Matrix& weights) const {
  return settings_.optimizer.make()->state_size(static_cast<std::size_t>(weights.size()));
}

std::expected<LinearParts, std::string> LinearLearner::start_afresh(const config::ModelSchema& schema, const Dataset& rows) const {
  Encoder encoder = Encoder::learn(schema.features, rows, settings_);
  if (std::string problem = linear_size_problem(encoder, rows.classes.size()); !problem.empty()) return std::unexpected(std::move(problem));
  const Eigen::Index inputs = index(encoder.inputs());
  LinearParts parts{.link = &link_,
                    .schema = schema,
                    .encoder = std::move(encoder),
                    .classes = {},
                    .label = learn_label_scale(schema.task, rows.labels),
                    .weights = {},
                    .optimizer = settings_.optimizer.name,
                    .optimizer_state = {}};
  if (schema.task == config::Task::multiclass) parts.classes = rows.classes;
  parts.weights = Matrix::Zero(index(outputs_of(parts.classes.size())), inputs + 1);
  parts.optimizer_state.assign(state_size(parts.weights), 0.0);
  return parts;
}

std::expected<LinearParts, std::string> LinearLearner::start_from(const Model& base, const config::ModelSchema& schema,
                                                                  const Dataset& rows) const {
  const auto* linear = dynamic_cast<const GeneralizedLinear*>(&base);
  if (linear == nullptr || linear->parts().link != &link_) {
    return std::unexpected("the base is not a " + std::string(link_.family()) + " model; train without it");
  }
  if (base.schema() != schema) return std::unexpected("the base answers from other features or another task; train without it");
  const LinearParts& old = linear->parts();
  Encoder encoder = Encoder::learn(schema.features, rows, settings_, &old.encoder);
  std::vector<ClassName> classes = old.classes;
  if (schema.task == config::Task::multiclass) join_classes(classes, rows.classes);
  if (std::string problem = linear_size_problem(encoder, classes.size()); !problem.empty()) return std::unexpected(std::move(problem));

  const std::size_t outputs = outputs_of(classes.size());
  const Origins origins = origins_in_columns(encoder.places_in(old.encoder), old.encoder.inputs(), outputs_of(old.classes.size()), outputs);
  LinearParts parts{.link = &link_,
                    .schema = schema,
                    .encoder = std::move(encoder),
                    .classes = std::move(classes),
                    .label = old.label,
                    .weights = carried(old.weights, origins, outputs),
                    .optimizer = settings_.optimizer.name,
                    .optimizer_state = carried_state(old.optimizer_state, static_cast<std::size_t>(old.weights.size()), origins)};
  const std::size_t state_numbers = state_size(parts.weights);
  if (old.optimizer != settings_.optimizer.name || parts.optimizer_state.size() != state_numbers)
    parts.optimizer_state.assign(state_numbers, 0.0);
  return parts;
}

std::expected<LinearParts, std::string> LinearLearner::start(const config::ModelSchema& schema, const Dataset& rows,
                                                             const Model* base) const {
  if (!fits(schema.task))
    return std::unexpected("a " + std::string(link_.family()) + " model does not answer " + std::string(name_of(schema.task)));
  if (auto checked = check_sample(schema, rows); !checked) return std::unexpected(std::move(checked.error()));
  if (base != nullptr) return start_from(*base, schema, rows);
  if (has_one_class(schema.task, rows)) {
    return std::unexpected("all " + std::to_string(rows.size()) + " rows have the same class; wait for a row of another");
  }
  return start_afresh(schema, rows);
}

std::expected<ModelPointer, TrainingFailure> LinearLearner::train(const config::ModelSchema& schema, const Dataset& rows, const Model* base,
                                                                  std::uint64_t seed) const {
  auto parts = start(schema, rows, base);
  if (!parts) return failed(TrainingFailure::Cause::data, std::move(parts.error()));
  const auto settings = base == nullptr ? with_steps_enough(settings_, rows.size(), parts->weights.size()) : settings_;
  return learn(std::move(*parts), settings, rows, seed, {});
}

std::expected<ModelPointer, TrainingFailure> LinearLearner::transfer(const config::ModelSchema& schema, const Dataset& rows,
                                                                     const Model& source, std::span<const Freezable> freeze,
                                                                     std::uint64_t seed) const {
  using enum TrainingFailure::Cause;
  if (!fits(schema.task))
    return failed(data, "a " + std::string(link_.family()) + " model does not answer " + std::string(name_of(schema.task)));
  if (std::ranges::find(freeze, Freezable::hidden) != freeze.end()) {
    return failed(data, "a " + std::string(link_.family()) +
                            " model has no hidden layers to freeze; \"carried\" freezes the weights that it takes over");
  }
  if (auto checked = check_sample(schema, rows); !checked) return failed(data, std::move(checked.error()));
  auto start = transfer_linear(source, link_, schema, rows, settings_);
  if (!start) return failed(data, std::move(start.error()));
  LinearParts& parts = start->parts;
  parts.optimizer = settings_.optimizer.name;
  parts.optimizer_state.assign(state_size(parts.weights), 0.0);
  FrozenWeights frozen;
  if (!freeze.empty()) frozen = FrozenWeights(parts.weights, all_but_biases(carried_places(parts.weights, start->origins), parts.weights));
  return learn(std::move(parts), settings_, rows, seed, frozen);
}

std::expected<ModelPointer, TrainingFailure> LinearLearner::learn(LinearParts parts, const DescentSettings& settings, const Dataset& rows,
                                                                  std::uint64_t seed, const FrozenWeights& frozen) const {
  EncodedRows encoded;
  const auto texts = rows.text_views();
  parts.encoder.encode(RowsView(rows.values, texts), encoded);
  const auto targets = targets_of(parts.schema.task, parts.classes, parts.label, rows.labels);
  if (!descend(settings, link_, encoded, targets, seed, parts.weights, parts.optimizer_state, frozen)) {
    return failed(TrainingFailure::Cause::diverged,
                  "the weights ran away with optimizer \"" + settings_.optimizer.name + "\"; lower its rate");
  }
  return std::make_shared<GeneralizedLinear>(std::move(parts));
}

}  // namespace driftd::updaters
