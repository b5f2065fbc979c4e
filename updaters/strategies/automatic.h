#pragma once

// The strategy that chooses a strategy, from what is known of the change and of what there is to spend. Where the online rival has proved
// better, that is published: it follows slow changes as well as fast ones. Else the others come in turn, as long as the gate says no:
//
//   as a rule            retraining on a long memory is the best guess while little is known of the change (where enough rows have come
//                        since, it leaves the older ones out by itself); where it could not win, perhaps what there is now was there
//                        before, and an earlier version fits again; else the rows before the change are what is wrong with it, so that
//                        only those since are learnt from, as few as they may be; then the champion itself goes on learning
//   concepts come back   the last two times that earlier versions were tried one fitted again: those are looked at first
//   the inputs alone     have moved, and the answers are as good as ever: the champion keeps what it knows and learns what is new
//   little time is left  of the day's budget or the training's own, hardly more than retraining took last: what costs nothing first, then
//                        what costs less
//
// A turn that the rows or the champion do not allow is retraining. The reason of a plan says which of these it was.

#include <string>
#include <vector>

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
  struct Turn {
    const Strategy* strategy;
    std::string why;  // it comes now, for an operator; "": as a rule
  };
  std::vector<Turn> turns_for(const Situation& situation) const;

  Retrain long_memory_;
  Retrain since_change_;
  Incremental continued_;
  Incremental widened_;
  Online online_;
  Reuse archived_;
};

void declare_automatic(config::Catalogue<StrategyPointer>& catalogue);

}  // namespace driftd::updaters
