#include "updaters/strategies/automatic.h"

namespace driftd::updaters {

namespace {

constexpr std::int64_t kEnoughAfterALostAttempt = 100;

}  // namespace

Automatic::Automatic(AutomaticParameters parameters)
    : long_memory_({.rows = parameters.rows}), since_change_({.rows = parameters.rows, .enough = kEnoughAfterALostAttempt}), continued_({.rows = parameters.rows}) {}

std::optional<StrategyPlan> Automatic::plan(const Situation& situation) const {
  if (situation.rival_ahead) return online_.plan(situation);
  if (situation.attempt == 1) return long_memory_.plan(situation);
  const bool continue_champion = situation.attempt % 2 == 1;
  auto plan = continue_champion ? continued_.plan(situation) : since_change_.plan(situation);
  return plan ? plan : long_memory_.plan(situation);
}

void declare_automatic(config::Catalogue<StrategyPointer>& catalogue) {
  const auto declaration = config::Declaration<AutomaticParameters>("the strategy that chooses")
                               .optional("rows", &AutomaticParameters::rows, config::integer({.min = 50, .max = 10'000'000}), "the most rows to learn from, the newest");
  catalogue.add({.name = "auto", .summary = "retraining first; where that did not win, only on rows since the change, then by continuing the champion, in turn"}, declaration,
                [](const AutomaticParameters& parameters) -> StrategyPointer { return std::make_unique<Automatic>(parameters); });
}

}  // namespace driftd::updaters
