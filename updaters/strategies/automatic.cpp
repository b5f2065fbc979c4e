#include "updaters/strategies/automatic.h"

namespace driftd::updaters {

Automatic::Automatic(AutomaticParameters parameters) : retrain_({.rows = parameters.rows}), incremental_({.rows = parameters.rows}) {}

std::optional<StrategyPlan> Automatic::plan(const Situation& situation) const {
  const bool continue_first = situation.attempt % 2 == 0;
  const Strategy& first = continue_first ? static_cast<const Strategy&>(incremental_) : retrain_;
  const Strategy& second = continue_first ? static_cast<const Strategy&>(retrain_) : incremental_;
  auto plan = first.plan(situation);
  return plan ? plan : second.plan(situation);
}

void declare_automatic(config::Catalogue<StrategyPointer>& catalogue) {
  const auto declaration = config::Declaration<AutomaticParameters>("the strategy that chooses")
                               .optional("rows", &AutomaticParameters::rows, config::integer({.min = 50, .max = 10'000'000}), "the most rows to learn from, the newest");
  catalogue.add({.name = "auto", .summary = "retraining first, then in turn with continuing the champion where an attempt did not win"}, declaration,
                [](const AutomaticParameters& parameters) -> StrategyPointer { return std::make_unique<Automatic>(parameters); });
}

}  // namespace driftd::updaters
