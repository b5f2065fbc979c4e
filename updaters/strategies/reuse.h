#pragma once

// Reuse: an earlier version that fits again. Concepts come back (seasons, a market's regimes, readers' interests), and what was learnt of
// them then needs neither labels nor training now: the earlier versions stand on the newest rows, and the one that does best comes to the
// gate. Gama, Kosina: Recurrent Concepts in Data Streams Classification, Knowledge and Information Systems 40 (2014).

#include "updaters/strategies/strategy.h"

namespace driftd::updaters {

struct ReuseParameters {
  std::int64_t rows = 300;
};

class Reuse : public Strategy {
 public:
  explicit Reuse(ReuseParameters parameters) : parameters_(parameters) {}
  std::optional<StrategyPlan> plan(const Situation& situation) const override;

 private:
  ReuseParameters parameters_;
};

void declare_reuse(config::Catalogue<StrategyPointer>& catalogue);

}  // namespace driftd::updaters
