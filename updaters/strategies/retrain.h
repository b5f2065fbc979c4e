#pragma once

// Retraining: a new model from scratch on the newest labelled rows. Where it is known since when things are different, and enough rows have
// come since, only those are learnt from: rows of a past regime teach the past. Too few are worse than old ones, though: on the electricity
// stream windows of 500 rows lose ten points against windows of 4,000 when labels come late.

#include "updaters/strategies/strategy.h"

namespace driftd::updaters {

struct RetrainParameters {
  std::int64_t rows = 6000;
  std::int64_t enough = 1000;
};

class Retrain : public Strategy {
 public:
  explicit Retrain(RetrainParameters parameters) : parameters_(parameters) {}
  std::optional<StrategyPlan> plan(const Situation& situation) const override;

 private:
  RetrainParameters parameters_;
};

void declare_retrain(config::Catalogue<StrategyPointer>& catalogue);

}  // namespace driftd::updaters
