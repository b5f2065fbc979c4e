#pragma once

// Incremental: the champion goes on learning, from the labelled rows that it has not seen yet. Cheap, keeps what is still true, and follows
// slow change well; its weights and its optimiser's state are where the last training left them. A share of the rows before the change is
// learnt along, so that what it knew is not forgotten (replayed_rows.h): where the old state returns it is still known.

#include "updaters/strategies/strategy.h"

namespace driftd::updaters {

struct IncrementalParameters {
  std::int64_t rows = 20'000;
  double replay = 0.25;  // older rows for each new one
};

class Incremental : public Strategy {
 public:
  explicit Incremental(IncrementalParameters parameters) : parameters_(parameters) {}
  std::optional<StrategyPlan> plan(const Situation& situation) const override;

 private:
  ReplayedRows replayed(const Situation& situation, const DataWindow& window) const;

  IncrementalParameters parameters_;
};

void declare_incremental(config::Catalogue<StrategyPointer>& catalogue);

}  // namespace driftd::updaters
