#pragma once

// A score without parameters: a formula over the sums, one for its interval, and what they need.

#include <utility>

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

enum class Better : std::uint8_t { higher, lower };
enum class ScoreFor : std::uint8_t { classification, binary, regression };

inline bool is_for(ScoreFor what, config::Task task) {
  if (what == ScoreFor::binary) return task == config::Task::binary;
  return (task == config::Task::regression) == (what == ScoreFor::regression);
}

class FormulaScore final : public Score {
 public:
  using Formula = std::optional<double> (*)(const ScoreSums&);
  using IntervalFormula = std::optional<Interval> (*)(const ScoreSums&, double level);

  FormulaScore(Formula formula, IntervalFormula bounds, ScoreFor what, Better better, ScoreNeeds needs = {})
      : formula_(formula), interval_(bounds), what_(what), better_(better), needs_(std::move(needs)) {}

  using Score::interval;
  std::optional<double> value(const ScoreSums& sums) const override { return formula_(sums); }
  std::optional<Interval> interval(const ScoreSums& sums, double level) const override { return interval_(sums, level); }
  bool fits(config::Task task) const override { return is_for(what_, task); }
  bool higher_is_better() const override { return better_ == Better::higher; }
  ScoreNeeds needs() const override { return needs_; }
  bool is_told_by(const ScoreNeeds& kept) const override { return kept.probabilities || !needs_.probabilities; }

 private:
  Formula formula_;
  IntervalFormula interval_;
  ScoreFor what_;
  Better better_;
  ScoreNeeds needs_;
};

/// A row without parameters.
inline void declare_formula(config::Catalogue<ScorePointer>& catalogue, config::Facts facts, const FormulaScore& score) {
  struct NoParameters {};
  const config::Declaration<NoParameters> declaration(facts.summary);
  catalogue.add(std::move(facts), declaration,
                [score](const NoParameters&) -> ScorePointer { return std::make_unique<FormulaScore>(score); });
}

/// The mean of values, where there are any; what its interval is clamped to from below.
inline std::optional<double> mean_of(const MeanSum& values) {
  if (values.count == 0) return std::nullopt;
  return values.mean();
}

/// Of values that are never negative.
inline std::optional<Interval> interval_of_mean(const MeanSum& values, double level) {
  auto interval = around_mean(values, level);
  if (interval) interval->low = std::max(interval->low, 0.0);
  return interval;
}

}  // namespace driftd::detectors
