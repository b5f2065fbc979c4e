#pragma once

// Incremental: the champion goes on learning, from the labelled rows that it has not seen yet. Cheap, keeps what is still true, and follows
// slow change well; its weights and its optimiser's state are where the last training left them.

#include "updaters/strategies/strategy.h"

namespace driftd::updaters {

struct IncrementalParameters {
  std::int64_t rows = 20'000;
};

class Incremental : public Strategy {
 public:
  explicit Incremental(IncrementalParameters parameters) : parameters_(parameters) {}
  std::optional<StrategyPlan> plan(const Situation& situation) const override;

 private:
  IncrementalParameters parameters_;
};

void declare_incremental(config::Catalogue<StrategyPointer>& catalogue);

}  // namespace driftd::updaters
