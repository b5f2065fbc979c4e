#include "updaters/strategies/automatic.h"

#include <algorithm>
#include <vector>

namespace driftd::updaters {

namespace {

constexpr std::int64_t kEnoughAfterALostAttempt = 100;

}  // namespace

Automatic::Automatic(AutomaticParameters parameters)
    : long_memory_({.rows = parameters.rows}),
      since_change_({.rows = parameters.rows, .enough = kEnoughAfterALostAttempt}),
      continued_({.rows = parameters.rows, .replay = 0}),
      archived_({}) {}

std::optional<StrategyPlan> Automatic::plan(const Situation& situation) const {
  if (situation.rival_ahead) return online_.plan(situation);
  std::vector<const Strategy*> turns{&long_memory_};
  if (situation.archived > 0) turns.push_back(&archived_);
  turns.push_back(&since_change_);
  turns.push_back(&continued_);
  const auto attempt = static_cast<std::size_t>(std::max<std::int64_t>(situation.attempt, 1) - 1);
  auto plan = turns[attempt % turns.size()]->plan(situation);
  return plan ? plan : long_memory_.plan(situation);
}

void declare_automatic(config::Catalogue<StrategyPointer>& catalogue) {
  const auto declaration = config::Declaration<AutomaticParameters>("the strategy that chooses")
                               .optional("rows", &AutomaticParameters::rows, config::integer({.min = 50, .max = 10'000'000}), "the most rows to learn from, the newest");
  catalogue.add({.name = "auto", .summary = "the online rival where it is ahead; else retraining, and where that did not win an earlier version that fits again, retraining on the rows since the change alone, and continuing the champion, in turn"}, declaration,
                [](const AutomaticParameters& parameters) -> StrategyPointer { return std::make_unique<Automatic>(parameters); });
}

}  // namespace driftd::updaters
