#pragma once

// The strategy that chooses a strategy, by the attempt. Retraining on a long memory comes first: it is the best guess while little is known of the
// change. Where that could not win, the rows before the change are what is wrong with it, so that only those since are learnt from, as few as they
// may be; then the champion itself goes on learning, where it can; and so on in turn, on ever more rows.

#include "updaters/strategies/incremental.h"
#include "updaters/strategies/online.h"
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
  Retrain long_memory_;
  Retrain since_change_;
  Incremental continued_;
  Online online_;
};

void declare_automatic(config::Catalogue<StrategyPointer>& catalogue);

}  // namespace driftd::updaters
