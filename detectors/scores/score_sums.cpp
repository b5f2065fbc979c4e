#include "detectors/scores/score_sums.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

constexpr std::uint8_t kFormat = 2;

bool is_in_bounds(double value) {
  return std::abs(value) <= kMostMagnitude;  // false for NaN
}

double squared(double value) {
  return value * value;
}

}  // namespace

void ScoreNeeds::add(const ScoreNeeds& other) {
  probabilities = probabilities || other.probabilities;
  confusions = confusions || other.confusions;
  calibrations.insert(calibrations.end(), other.calibrations.begin(), other.calibrations.end());
  std::ranges::sort(calibrations);
  calibrations.erase(std::ranges::unique(calibrations).begin(), calibrations.end());
}

ScoreSums::ScoreSums(config::Task task, ScoreNeeds needs)
    : task_(task), needs_(std::move(needs)), classes_(needs_.confusions && task != config::Task::regression) {
  if (task_ == config::Task::regression) return;
  for (const std::int64_t bins : needs_.calibrations) calibrations_.emplace_back(bins);
}

void ScoreSums::add(const Outcome& outcome) {
  if (!is_in_bounds(outcome.predicted) || !is_in_bounds(outcome.truth)) return;
  ++count_;
  if (task_ == config::Task::regression) {
    add_number(outcome);
  } else {
    add_class(outcome);
  }
}

void ScoreSums::add_class(const Outcome& outcome) {
  if (outcome.predicted == outcome.truth) ++correct_;
  classes_.add(outcome.predicted, outcome.truth);
  if (outcome.truth_probability >= 0) log_loss_.add(negative_log_likelihood(outcome));
  if (task_ == config::Task::binary) {
    add_binary_probability(outcome);
  } else {
    add_class_probability(outcome);
  }
}

void ScoreSums::add_binary_probability(const Outcome& outcome) {
  if (!(outcome.truth_probability >= 0)) return;
  const double of_truth = std::min(outcome.truth_probability, 1.0);
  const bool truth = outcome.truth == 1;
  brier_.add(squared(1 - of_truth));
  if (needs_.probabilities) probabilities_.add(truth, of_truth);
  for (CalibrationBins& bins : calibrations_) bins.add(truth ? of_truth : 1 - of_truth, truth);
}

void ScoreSums::add_class_probability(const Outcome& outcome) {
  if (outcome.truth_probability >= 0 && outcome.squared_probabilities >= 0) {
    const double of_truth = std::min(outcome.truth_probability, 1.0);
    brier_.add(std::clamp(1 - 2 * of_truth + outcome.squared_probabilities, 0.0, 2.0));
  }
  if (!(outcome.predicted_probability >= 0)) return;
  for (CalibrationBins& bins : calibrations_) bins.add(std::min(outcome.predicted_probability, 1.0), outcome.predicted == outcome.truth);
}

void ScoreSums::add_number(const Outcome& outcome) {
  const double error = outcome.truth - outcome.predicted;
  above_.add(std::max(error, 0.0));
  below_.add(std::max(-error, 0.0));
  const double relative = std::abs(error) / std::abs(outcome.truth);
  if (is_in_bounds(relative)) relative_.add(relative);
  moments_.add(outcome.truth, error);
}

const CalibrationBins* ScoreSums::calibration(std::int64_t bins) const {
  const auto found = std::ranges::find(calibrations_, bins, &CalibrationBins::size);
  return found == calibrations_.end() ? nullptr : &*found;
}

void ScoreSums::merge(const ScoreSums& other) {
  DRIFTD_ASSERT(other.task_ == task_ && other.needs_ == needs_);
  count_ += other.count_;
  correct_ += other.correct_;
  log_loss_.merge(other.log_loss_);
  brier_.merge(other.brier_);
  above_.merge(other.above_);
  below_.merge(other.below_);
  relative_.merge(other.relative_);
  moments_.merge(other.moments_);
  classes_.merge(other.classes_);
  probabilities_.merge(other.probabilities_);
  for (std::size_t i = 0; i < calibrations_.size(); ++i) calibrations_[i].merge(other.calibrations_[i]);
}

/// What was allocated serves the next window.
void ScoreSums::clear() {
  count_ = 0;
  correct_ = 0;
  for (MeanSum* sum : {&log_loss_, &brier_, &above_, &below_, &relative_}) *sum = {};
  moments_ = {};
  classes_.clear();
  probabilities_.clear();
  for (CalibrationBins& bins : calibrations_) bins.clear();
}

void ScoreSums::save(StateWriter& state) const {
  state.put(kFormat);
  state.put(task_);
  state.put(needs_.probabilities);
  state.put(needs_.calibrations);
  state.put(count_);
  state.put(correct_);
  for (const MeanSum* sum : {&log_loss_, &brier_, &above_, &below_, &relative_}) sum->save(state);
  moments_.save(state);
  classes_.save(state);
  probabilities_.save(state);
  for (const CalibrationBins& bins : calibrations_) bins.save(state);
}

void ScoreSums::load(StateReader& state) {
  clear();
  const bool same_kind = state.get<std::uint8_t>() == kFormat && state.get<config::Task>() == task_;
  const bool same_probabilities = state.get<std::uint8_t>() == static_cast<std::uint8_t>(needs_.probabilities);
  std::vector<std::int64_t> calibrations;
  state.get(calibrations);
  if (!same_kind || !same_probabilities || calibrations != needs_.calibrations) state.fail();
  state.get(count_);
  state.get(correct_);
  for (MeanSum* sum : {&log_loss_, &brier_, &above_, &below_, &relative_}) sum->load(state);
  moments_.load(state);
  classes_.load(state);
  probabilities_.load(state);
  for (CalibrationBins& bins : calibrations_) bins.load(state);
  if (!state.failed() && makes_sense()) return;
  state.fail();
  clear();
}

bool ScoreSums::makes_sense() const {
  if (correct_ > count_) return false;
  for (const MeanSum* sum : {&log_loss_, &brier_, &above_, &below_, &relative_}) {
    if (sum->count > count_ || sum->sum < 0) return false;
  }
  const std::uint64_t numbers = task_ == config::Task::regression ? count_ : 0;
  if (above_.count != numbers || below_.count != numbers || moments_.count != numbers) return false;
  std::uint64_t right = 0;
  std::uint64_t actual = 0;
  for (const ClassCounts& row : classes_.rows()) {
    if (row.predicted > count_ || row.actual > count_) return false;
    right += row.true_positives;
    actual += row.actual;
  }
  const bool whole = task_ != config::Task::regression && !classes_.has_overflowed();
  return whole ? right == correct_ && actual == count_ : right <= correct_ && actual <= count_;
}

}  // namespace driftd::detectors
