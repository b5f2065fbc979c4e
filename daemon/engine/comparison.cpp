#include "daemon/engine/comparison.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "config/assertion.h"
#include "daemon/engine/event_codec.h"
#include "daemon/engine/learning_rows.h"
#include "daemon/engine/segments.h"
#include "detectors/catalogue.h"

namespace driftd::engine {
namespace {

using updaters::LossKind;

/// Samples whose rows gather() takes, so that what is said of them goes row by row with the losses.
std::vector<Sample> readable(const Rows& rows, std::span<const Sample> samples, std::size_t columns) {
  std::vector<Sample> found;
  found.reserve(samples.size());
  for (const Sample& sample : samples) {
    const auto prediction = decode_prediction(rows.at(sample.prediction), sample.prediction);
    if (prediction && prediction->features.size() == columns) found.push_back(sample);
  }
  return found;
}

/// A model and what it answered.
struct Answered {
  const updaters::Model& model;
  const updaters::Dataset& data;
  updaters::Answers answers;

  Answered(const updaters::Model& asked, const updaters::Dataset& rows) : model(asked), data(rows) {
    const auto texts = rows.text_views();
    model.predict({rows.values, texts}, answers);
  }

  bool gives_probabilities() const { return !answers.probabilities.empty(); }
  /// See updaters::Model::trial_errors.
  std::vector<double> newest_errors() const {
    std::vector<double> errors;
    for (std::size_t i = data.size() - std::min(data.size(), updaters::Model::kMostTrialErrors); i < data.size(); ++i) {
      const double difference = std::abs(answers.values[i] - data.labels[i]);
      errors.push_back(model.schema().task == config::Task::regression ? difference : difference == 0 ? 0.0 : 1.0);
    }
    return errors;
  }
  detectors::Outcome outcome(std::size_t row) const {
    detectors::Outcome outcome{.predicted = answers.values[row], .truth = data.labels[row]};
    if (!gives_probabilities()) return outcome;
    if (model.schema().task == config::Task::binary) {
      outcome.give(0, 1 - answers.probabilities[row]);
      outcome.give(1, answers.probabilities[row]);
      return outcome;
    }
    const auto classes = model.classes();
    for (std::size_t k = 0; k < classes.size(); ++k) outcome.give(classes[k].code, answers.probabilities[row * classes.size() + k]);
    return outcome;
  }
};

/// Of a class that the model has never heard of it says, if nothing else, that it cannot be.
double truth_probability(const detectors::Outcome& outcome) {
  return outcome.truth_probability < 0 ? 0 : outcome.truth_probability;
}

double log_loss(const detectors::Outcome& outcome) {
  const double p = truth_probability(outcome);
  return std::isnan(p) ? p : -std::log(std::clamp(p, updaters::kLeastProbability, 1.0));
}

double brier_loss(const detectors::Outcome& outcome) {
  return (outcome.squared_probabilities - 2 * truth_probability(outcome) + 1) / 2;
}

double loss_of(const Answered& answered, std::size_t row, LossKind kind) {
  if (kind == LossKind::log) return log_loss(answered.outcome(row));
  if (kind == LossKind::brier) return brier_loss(answered.outcome(row));
  const double difference = answered.answers.values[row] - answered.data.labels[row];
  if (kind == LossKind::squared) return difference * difference;
  return difference == 0 ? 0 : 1;
}

std::vector<double> losses_of(const Answered& answered, LossKind kind) {
  std::vector<double> losses(answered.data.size());
  for (std::size_t i = 0; i < losses.size(); ++i) losses[i] = loss_of(answered, i, kind);
  return losses;
}

LossKind kind_for(const ModelSettings& settings, const Answered& champion, const Answered& challenger) {
  if (settings.task == config::Task::regression) return LossKind::squared;
  const bool proper = champion.gives_probabilities() && challenger.gives_probabilities();
  if (!proper || settings.update.gate.loss == updaters::GateLoss::error) return LossKind::zero_one;
  return settings.update.gate.loss == updaters::GateLoss::log ? LossKind::log : LossKind::brier;
}

/// The score "ece" over these rows.
std::optional<double> calibration_error(const Answered& answered) {
  static const auto score = detectors::scores().choose_default("ece").make();
  if (!answered.gives_probabilities()) return std::nullopt;
  detectors::ScoreSums sums(answered.model.schema().task, score->needs());
  for (std::size_t i = 0; i < answered.data.size(); ++i) sums.add(answered.outcome(i));
  return score->value(sums);
}

void name_segments(const Rows& rows, std::span<const Sample> samples, const ModelSettings& settings, updaters::GuardInputs& guards) {
  if (settings.segments.empty() || samples.empty()) return;
  Segments segments(settings.features, settings.segments, samples.size());
  const auto each_row = [&](const auto& call) {
    for (const Sample& sample : samples) call(*decode_prediction(rows.at(sample.prediction), sample.prediction));
  };
  each_row([&](const Prediction& row) { segments.learn(row.features, row.categories); });
  each_row([&](const Prediction& row) {
    const auto places = segments.of(row.features, row.categories);
    guards.segment_of.insert(guards.segment_of.end(), places.begin(), places.end());
  });
  for (std::size_t i = 0; i < segments.size(); ++i) guards.segments.push_back(segments.name(static_cast<Segments::Place>(i)));
}

}  // namespace

Compared compare_models(const Rows& rows, const Compare& compare, const ModelSettings& settings, const updaters::Model& champion,
                        const updaters::Model& challenger) {
  const auto schema = settings.schema();
  const auto samples = readable(rows, compare.rows, schema.features.size());
  const auto data = gather(rows, samples, schema, {});
  DRIFTD_ASSERT(data.size() == samples.size());
  const Answered before(champion, data);
  const Answered after(challenger, data);
  Compared compared{.job = compare.job, .look = compare.look, .loss = kind_for(settings, before, after)};
  compared.champion = losses_of(before, compared.loss);
  compared.challenger = losses_of(after, compared.loss);
  compared.challenger_errors = after.newest_errors();
  if (!compare.guards) return compared;
  const auto& wanted = settings.update.gate.guards;
  if (wanted.segments) name_segments(rows, samples, settings, compared.guards);
  if (wanted.replay && !compare.before.empty()) {
    const auto earlier = gather(rows, compare.before, schema, {});
    compared.guards.replay_champion = losses_of(Answered(champion, earlier), compared.loss);
    compared.guards.replay_challenger = losses_of(Answered(challenger, earlier), compared.loss);
  }
  if (wanted.calibration) {
    const auto champions = calibration_error(before);
    const auto challengers = calibration_error(after);
    if (champions && challengers) compared.guards.calibration_error = {.champion = *champions, .challenger = *challengers};
  }
  return compared;
}

}  // namespace driftd::engine
