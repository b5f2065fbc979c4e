#pragma once

// The strategy that chooses a strategy. Where the online rival has proved better, that is published. Else by the attempt, as long as the
// gate says no: retraining on a long memory is the best guess while little is known of the change; where that could not win, perhaps what
// there is now was there before, and an earlier version fits again; else the rows before the change are what is wrong with it, so that only
// those since are learnt from, as few as they may be; then the champion itself goes on learning, where it can; and so on in turn, on ever
// more rows.

#include "updaters/strategies/incremental.h"
#include "updaters/strategies/online.h"
#include "updaters/strategies/retrain.h"
#include "updaters/strategies/reuse.h"

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
  Reuse archived_;
};

void declare_automatic(config::Catalogue<StrategyPointer>& catalogue);

}  // namespace driftd::updaters
