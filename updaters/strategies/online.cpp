#include "updaters/strategies/online.h"

#include "updaters/strategies/retrain.h"

namespace driftd::updaters {

/// The first version is trained: there is no rival before it.
std::optional<StrategyPlan> Online::plan(const Situation& situation) const {
  if (!situation.has_champion) return Retrain({}).plan(situation);
  if (!situation.rival_ahead) return std::nullopt;
  return StrategyPlan{.strategy = "online",
                      .continues_champion = false,
                      .window = {.from = situation.first, .to = situation.end},
                      .reason = "the rival that learns from every label answers better than the champion",
                      .adjustable = false};
}

void declare_online(config::Catalogue<StrategyPointer>& catalogue) {
  struct OnlineParameters {};
  catalogue.add(
      {.name = "online",
       .summary = "a linear model that learns from every label; a snapshot is published where it has proved better than the champion"},
      config::Declaration<OnlineParameters>("learning from every label"),
      [](const OnlineParameters&) -> StrategyPointer { return std::make_unique<Online>(); });
}

}  // namespace driftd::updaters
