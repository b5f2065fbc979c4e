#pragma once

// A score says how good the predictions of a window were. Scores are computed from sums that merge: outcomes of two panes, threads or
// processes added give the score of both together.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "config/features.h"
#include "detectors/state.h"

namespace driftd::detectors {

/// A prediction with what was true. Classes are 0 / 1 (binary) or category codes (multiclass).
struct Outcome {
  double predicted = 0;
  double truth = 0;
  double truth_probability = -1;  // the predicted probability of the class that came true; negative where the model gave none
};

/// 1 where a class was missed, 0 where it was right; for regression the absolute error.
double error_of(config::Task task, const Outcome& outcome);
/// The negative log-likelihood in nats where the model gave a probability (floored at 1e-15), else the error; for regression the squared
/// error.
double loss_of(config::Task task, const Outcome& outcome);

/// Sums over outcomes from which every score of a task can be read. Bounded: at most kMostClasses classes have rows of their own.
class ScoreSums {
 public:
  static constexpr std::size_t kMostClasses = 256;

  explicit ScoreSums(config::Task task = config::Task::binary);

  /// An outcome whose prediction or truth is not finite is no outcome.
  void add(const Outcome& outcome);
  /// As if every outcome of `other`, which is of the same task, had been added here (up to rounding; beyond kMostClasses it may be other
  /// classes that have no row).
  void merge(const ScoreSums& other);
  void clear();

  std::uint64_t count() const { return count_; }
  std::uint64_t probability_count() const { return probability_count_; }
  double log_loss_sum() const { return log_loss_sum_; }
  double absolute_error_sum() const { return absolute_error_sum_; }
  double squared_error_sum() const { return squared_error_sum_; }

  struct ClassCounts {
    double code = 0;
    std::uint64_t true_positives = 0;
    std::uint64_t predicted = 0;
    std::uint64_t actual = 0;
  };
  /// By class, sorted by code. What came beyond kMostClasses counts as wrong in `count` but has no row.
  std::span<const ClassCounts> classes() const { return classes_; }
  std::uint64_t correct() const { return correct_; }
  config::Task task() const { return task_; }

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  ClassCounts* row(double code);

  config::Task task_;
  std::uint64_t count_ = 0;
  std::uint64_t correct_ = 0;
  std::uint64_t probability_count_ = 0;
  double log_loss_sum_ = 0;
  double absolute_error_sum_ = 0;
  double squared_error_sum_ = 0;
  std::vector<ClassCounts> classes_;
};

/// A score as a function of the sums; nothing where it is undefined (no outcome, no positive, no probability).
class Score {
 public:
  virtual ~Score() = default;
  virtual std::optional<double> value(const ScoreSums& sums) const = 0;
  virtual bool fits(config::Task task) const = 0;
  /// Whether more is better (accuracy) or less (RMSE).
  virtual bool higher_is_better() const = 0;
};

using ScorePointer = std::unique_ptr<Score>;

}  // namespace driftd::detectors
