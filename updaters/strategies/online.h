#pragma once

// Online: each label learns, and what has been learnt is published where it has proved better. The online rival (a linear model beside the
// champion, daemon/engine/online_rival.h) answers every row before its label comes; once these answers are better than the champion's, a
// snapshot of it becomes the challenger, and needs no hold-out: it has stood its trial. For streams that never rest and for words, where
// a model that is a day old is old.

#include "updaters/strategies/strategy.h"

namespace driftd::updaters {

class Online : public Strategy {
 public:
  std::optional<StrategyPlan> plan(const Situation& situation) const override;
};

void declare_online(config::Catalogue<StrategyPointer>& catalogue);

}  // namespace driftd::updaters
