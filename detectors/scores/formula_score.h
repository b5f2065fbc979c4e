#pragma once

// A score that is a formula over the sums and nothing else, as all present ones are.

#include <utility>

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

enum class Better : std::uint8_t { higher, lower };
enum class ScoreFor : std::uint8_t { classification, regression };

class FormulaScore final : public Score {
 public:
  using Formula = std::optional<double> (*)(const ScoreSums&);

  FormulaScore(Formula formula, ScoreFor what, Better better) : formula_(formula), what_(what), better_(better) {}

  std::optional<double> value(const ScoreSums& sums) const override { return formula_(sums); }
  bool fits(config::Task task) const override { return (task == config::Task::regression) == (what_ == ScoreFor::regression); }
  bool higher_is_better() const override { return better_ == Better::higher; }

 private:
  Formula formula_;
  ScoreFor what_;
  Better better_;
};

/// A row without parameters.
inline void declare_formula(config::Catalogue<ScorePointer>& catalogue, config::Facts facts, FormulaScore score) {
  struct NoParameters {};
  const config::Declaration<NoParameters> declaration(facts.summary);
  catalogue.add(std::move(facts), declaration,
                [score](const NoParameters&) -> ScorePointer { return std::make_unique<FormulaScore>(score); });
}

}  // namespace driftd::detectors
