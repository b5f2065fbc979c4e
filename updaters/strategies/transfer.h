#pragma once

// Transfer: a new model that starts from the artefact of another, or of another version of its own, and learns what is new or different
// from few rows. For a model whose features have changed, for a twin of one that is in force elsewhere, and, with frozen hidden layers, for
// a change in what the features say while what they are made of stays (transfer_order.h).

#include "updaters/strategies/strategy.h"

namespace driftd::updaters {

struct TransferParameters {
  SourceVersion from;
  std::vector<Freezable> freeze;
  std::int64_t rows = 6000;
  std::int64_t enough = 300;
};

class Transfer : public Strategy {
 public:
  explicit Transfer(TransferParameters parameters) : parameters_(std::move(parameters)) {}
  std::optional<StrategyPlan> plan(const Situation& situation) const override;

 private:
  TransferParameters parameters_;
};

void declare_transfer(config::Catalogue<StrategyPointer>& catalogue);

}  // namespace driftd::updaters
