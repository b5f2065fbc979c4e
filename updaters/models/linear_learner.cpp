#include "updaters/models/linear_learner.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "updaters/models/sample.h"

namespace driftd::updaters {
namespace {

Eigen::Index index(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

LabelScale scale_of(std::span<const double> labels) {
  const auto n = static_cast<double>(labels.size());
  double sum = 0;
  for (const double label : labels) sum += label;
  const double mean = sum / n;
  double squares = 0;
  for (const double label : labels) squares += (label - mean) * (label - mean);
  const double deviation = std::sqrt(squares / n);
  return {.mean = mean, .deviation = deviation > 0 ? deviation : 1};
}

std::vector<double> targets_of(const LinearParts& parts, const Dataset& rows) {
  std::vector<double> targets(rows.size());
  if (parts.schema.task == config::Task::multiclass) {
    std::map<double, std::size_t> places;
    for (std::size_t k = 0; k < parts.classes.size(); ++k) places[parts.classes[k].code] = k;
    std::transform(rows.labels.begin(), rows.labels.end(), targets.begin(),
                   [&](double code) { return static_cast<double>(places.at(code)); });
  } else {
    std::transform(rows.labels.begin(), rows.labels.end(), targets.begin(),
                   [&](double label) { return (label - parts.label.mean) / parts.label.deviation; });
  }
  return targets;
}

void add_classes(LinearParts& parts, const Dataset& rows) {
  const std::size_t known = parts.classes.size();
  const auto is_known = [&](const ClassName& name) {
    return std::any_of(parts.classes.begin(), parts.classes.begin() + index(known),
                       [&](const ClassName& old) { return old.code == name.code; });
  };
  std::copy_if(rows.classes.begin(), rows.classes.end(), std::back_inserter(parts.classes), std::not_fn(is_known));
  const std::size_t added = parts.classes.size() - known;
  const auto before = static_cast<std::size_t>(parts.weights.size());
  parts.weights.conservativeResize(index(parts.classes.size()), Eigen::NoChange);
  parts.weights.bottomRows(index(added)).setZero();
  parts.optimizer_state = grown_state(parts.optimizer_state, before, static_cast<std::size_t>(parts.weights.size()));
}

std::string size_problem(const LinearParts& parts) {
  if (parts.classes.size() > kMostClasses) {
    return "with the base's there are " + std::to_string(parts.classes.size()) + " classes; at most " + std::to_string(kMostClasses) +
           " can be learnt";
  }
  if (static_cast<std::size_t>(parts.weights.size()) > kMostWeights) {
    return "the model would have " + std::to_string(parts.weights.size()) + " weights, and may have " + std::to_string(kMostWeights) +
           "; leave out features with many categories";
  }
  return "";
}

std::unexpected<TrainingFailure> failed(TrainingFailure::Cause cause, std::string message) {
  return std::unexpected(TrainingFailure{.cause = cause, .message = std::move(message)});
}

}  // namespace

std::size_t LinearLearner::state_size(const Matrix& weights) const {
  return settings_.optimizer.make()->state_size(static_cast<std::size_t>(weights.size()));
}

LinearParts LinearLearner::start_afresh(const config::ModelSchema& schema, const Dataset& rows) const {
  Encoder encoder = Encoder::learn(schema.features, rows);
  const Eigen::Index inputs = index(encoder.inputs());
  LinearParts parts{.link = &link_,
                    .schema = schema,
                    .encoder = std::move(encoder),
                    .classes = {},
                    .label = schema.task == config::Task::regression ? scale_of(rows.labels) : LabelScale{},
                    .weights = {},
                    .optimizer = settings_.optimizer.name,
                    .optimizer_state = {}};
  if (schema.task == config::Task::multiclass) parts.classes = rows.classes;
  parts.weights = Matrix::Zero(index(std::max<std::size_t>(parts.classes.size(), 1)), inputs + 1);
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
  LinearParts parts = linear->parts();
  const std::size_t state_numbers = state_size(parts.weights);
  if (parts.optimizer != settings_.optimizer.name || parts.optimizer_state.size() != state_numbers) {
    parts.optimizer = settings_.optimizer.name;
    parts.optimizer_state.assign(state_numbers, 0.0);
  }
  if (schema.task == config::Task::multiclass) add_classes(parts, rows);
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
  if (std::string problem = size_problem(*parts); !problem.empty()) return failed(TrainingFailure::Cause::data, std::move(problem));
  EncodedRows encoded;
  parts->encoder.encode(rows.values, encoded);
  if (!descend(settings_, link_, encoded, targets_of(*parts, rows), seed, parts->weights, parts->optimizer_state)) {
    return failed(TrainingFailure::Cause::diverged,
                  "the weights ran away with optimizer \"" + settings_.optimizer.name + "\"; lower its rate");
  }
  return std::make_shared<GeneralizedLinear>(std::move(*parts));
}

}  // namespace driftd::updaters
