#pragma once

// The strategy that chooses a strategy. Retraining comes first: it forgets what has changed and costs seconds. A retrained challenger that could not
// win is not tried again as it was: then the champion itself goes on learning, where it can.

#include "updaters/strategies/incremental.h"
#include "updaters/strategies/retrain.h"

namespace driftd::updaters {

struct AutomaticParameters {
  std::int64_t rows = 6000;
};

class Automatic : public Strategy {
 public:
  explicit Automatic(AutomaticParameters parameters);
  std::optional<StrategyPlan> plan(const Situation& situation) const override;

 private:
  Retrain retrain_;
  Incremental incremental_;
};

void declare_automatic(config::Catalogue<StrategyPointer>& catalogue);

}  // namespace driftd::updaters
