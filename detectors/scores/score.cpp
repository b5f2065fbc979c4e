#include "detectors/scores/score.h"

#include <algorithm>
#include <cmath>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

constexpr std::uint8_t kFormat = 1;
constexpr double kLeastProbability = 1e-15;

bool has_probability(const Outcome& outcome) {
  return outcome.truth_probability >= 0;
}

double negative_log_likelihood(const Outcome& outcome) {
  return -std::log(std::clamp(outcome.truth_probability, kLeastProbability, 1.0));
}

}  // namespace

double error_of(config::Task task, const Outcome& outcome) {
  if (task == config::Task::regression) return std::abs(outcome.predicted - outcome.truth);
  return outcome.predicted == outcome.truth ? 0 : 1;
}

double loss_of(config::Task task, const Outcome& outcome) {
  const double error = error_of(task, outcome);
  if (task == config::Task::regression) return error * error;
  return has_probability(outcome) ? negative_log_likelihood(outcome) : error;
}

ScoreSums::ScoreSums(config::Task task) : task_(task) {}

void ScoreSums::add(const Outcome& outcome) {
  if (!std::isfinite(outcome.predicted) || !std::isfinite(outcome.truth)) return;
  ++count_;
  const double error = error_of(task_, outcome);
  if (task_ == config::Task::regression) {
    absolute_error_sum_ += error;
    squared_error_sum_ += error * error;
    return;
  }
  const bool right = error == 0;
  if (right) ++correct_;
  if (has_probability(outcome)) {
    ++probability_count_;
    log_loss_sum_ += negative_log_likelihood(outcome);
  }
  if (ClassCounts* truth = row(outcome.truth)) {
    ++truth->actual;
    if (right) ++truth->true_positives;
  }
  if (ClassCounts* predicted = row(outcome.predicted)) ++predicted->predicted;
}

ScoreSums::ClassCounts* ScoreSums::row(double code) {
  const auto found = std::ranges::lower_bound(classes_, code, {}, &ClassCounts::code);
  if (found != classes_.end() && found->code == code) return &*found;
  if (classes_.size() == kMostClasses) return nullptr;
  return &*classes_.insert(found, {.code = code});
}

void ScoreSums::merge(const ScoreSums& other) {
  DRIFTD_ASSERT(other.task_ == task_);
  count_ += other.count_;
  correct_ += other.correct_;
  probability_count_ += other.probability_count_;
  log_loss_sum_ += other.log_loss_sum_;
  absolute_error_sum_ += other.absolute_error_sum_;
  squared_error_sum_ += other.squared_error_sum_;
  for (const ClassCounts& theirs : other.classes_) {
    ClassCounts* ours = row(theirs.code);
    if (ours == nullptr) continue;
    ours->true_positives += theirs.true_positives;
    ours->predicted += theirs.predicted;
    ours->actual += theirs.actual;
  }
}

void ScoreSums::clear() {
  auto rows = std::move(classes_);  // its memory serves the next window
  rows.clear();
  *this = ScoreSums(task_);
  classes_ = std::move(rows);
}

void ScoreSums::save(StateWriter& state) const {
  state.put(kFormat);
  state.put(task_);
  state.put(count_);
  state.put(correct_);
  state.put(probability_count_);
  state.put(log_loss_sum_);
  state.put(absolute_error_sum_);
  state.put(squared_error_sum_);
  state.put(static_cast<std::uint64_t>(classes_.size()));
  for (const ClassCounts& row : classes_) {
    state.put(row.code);
    state.put(row.true_positives);
    state.put(row.predicted);
    state.put(row.actual);
  }
}

void ScoreSums::load(StateReader& state) {
  clear();
  bool whole = state.get<std::uint8_t>() == kFormat && state.get<config::Task>() == task_;
  state.get(count_);
  state.get(correct_);
  state.get(probability_count_);
  state.get(log_loss_sum_);
  state.get(absolute_error_sum_);
  state.get(squared_error_sum_);
  const std::uint64_t rows = state.get_count();
  whole = whole && rows <= kMostClasses && correct_ <= count_ && probability_count_ <= count_ && log_loss_sum_ >= 0 &&
          absolute_error_sum_ >= 0 && squared_error_sum_ >= 0;
  for (std::uint64_t i = 0; whole && i < rows; ++i) {
    ClassCounts read;
    state.get(read.code);
    state.get(read.true_positives);
    state.get(read.predicted);
    state.get(read.actual);
    whole = std::isfinite(read.code) && (classes_.empty() || classes_.back().code < read.code) && read.predicted <= count_ &&
            read.actual <= count_ && read.true_positives <= std::min(read.predicted, read.actual);
    classes_.push_back(read);
  }
  if (whole && !state.failed()) return;
  state.fail();
  clear();
}

}  // namespace driftd::detectors
