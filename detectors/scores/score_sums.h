#pragma once

// The sums over outcomes from which every score of a task, and how certain it is, can be read. They merge: the sums of two panes, threads
// or processes added are those of both together, exactly for counts and up to rounding for sums of reals.
//
// Most of them have a constant size and are always kept. What grows with the window (bounded: probability_counts.h, class_table.h) or with
// a parameter is kept where a score asks for it (Score::needs()).

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "detectors/scores/calibration_bins.h"
#include "detectors/scores/class_table.h"
#include "detectors/scores/error_moments.h"
#include "detectors/scores/mean_sum.h"
#include "detectors/scores/outcome.h"
#include "detectors/scores/probability_counts.h"
#include "detectors/state.h"

namespace driftd::detectors {

/// What is to be kept beside the sums of constant size.
struct ScoreNeeds {
  bool probabilities = false;              // how often each was given: areas under curves (binary)
  bool confusions = false;                 // which class was taken for which: intervals of scores of several classes
  std::vector<std::int64_t> calibrations;  // bins of probabilities, so many; each number once, sorted

  void add(const ScoreNeeds& other);
  bool operator==(const ScoreNeeds&) const = default;
};

class ScoreSums {
 public:
  explicit ScoreSums(config::Task task = config::Task::binary, ScoreNeeds needs = {});

  /// An outcome whose prediction or truth is not finite, or beyond kMostMagnitude, is no outcome.
  void add(const Outcome& outcome);
  /// As if every outcome of `other`, which is of the same task and needs, had been added here (beyond ClassTable::kMostClasses it may be
  /// other classes that have no row).
  void merge(const ScoreSums& other);
  void clear();

  config::Task task() const { return task_; }
  const ScoreNeeds& needs() const { return needs_; }
  std::uint64_t count() const { return count_; }

  // Of classes.
  std::uint64_t correct() const { return correct_; }
  const ClassTable& classes() const { return classes_; }
  /// Over the outcomes with a probability of what came true, in nats.
  const MeanSum& log_loss() const { return log_loss_; }
  /// Over the outcomes with probabilities. Binary: (p - truth)^2 of class 1; of several classes the sum of that over all.
  const MeanSum& brier() const { return brier_; }
  const ProbabilityCounts& probabilities() const { return probabilities_; }
  /// Nothing where bins of that number are not kept. Binary: of class 1; of several classes, of the class that was predicted.
  const CalibrationBins* calibration(std::int64_t bins) const;

  // Of numbers.
  /// truth - predicted where the truth is above, else 0; and the other way round.
  const MeanSum& above() const { return above_; }
  const MeanSum& below() const { return below_; }
  /// |truth - predicted| / |truth| where the truth is not 0.
  const MeanSum& relative() const { return relative_; }
  const ErrorMoments& moments() const { return moments_; }

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  void add_class(const Outcome& outcome);
  void add_binary_probability(const Outcome& outcome);
  void add_class_probability(const Outcome& outcome);
  void add_number(const Outcome& outcome);
  bool makes_sense() const;

  config::Task task_;
  ScoreNeeds needs_;
  std::uint64_t count_ = 0;
  std::uint64_t correct_ = 0;
  MeanSum log_loss_;
  MeanSum brier_;
  MeanSum above_;
  MeanSum below_;
  MeanSum relative_;
  ErrorMoments moments_;
  ClassTable classes_;
  ProbabilityCounts probabilities_;
  std::vector<CalibrationBins> calibrations_;
};

}  // namespace driftd::detectors
