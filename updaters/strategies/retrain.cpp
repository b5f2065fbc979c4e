#include "updaters/strategies/retrain.h"

#include <fmt/format.h>

namespace driftd::updaters {

std::optional<StrategyPlan> Retrain::plan(const Situation& situation) const {
  const std::uint64_t to = hold_out_begin(situation);
  if (to < situation.first + situation.min_rows) return std::nullopt;
  const auto most = static_cast<std::uint64_t>(parameters_.rows);
  const std::uint64_t oldest = std::max(situation.first, to > most ? to - most : 0);
  const bool enough_since = situation.change > oldest && situation.change + static_cast<std::uint64_t>(parameters_.enough) <= to;
  const DataWindow window{.from = enough_since ? situation.change : oldest, .to = to};
  return StrategyPlan{.strategy = "retrain",
                      .continues_champion = false,
                      .window = window,
                      .reason = enough_since ? fmt::format("from scratch on the {} labelled rows since the change", window.size())
                                             : fmt::format("from scratch on the newest {} labelled rows", window.size())};
}

void declare_retrain(config::Catalogue<StrategyPointer>& catalogue) {
  const auto declaration = config::Declaration<RetrainParameters>("retraining from scratch")
                               .optional("rows", &RetrainParameters::rows, config::integer({.min = 50, .max = 10'000'000}),
                                         "the most rows to learn from, the newest")
                               .optional("enough", &RetrainParameters::enough, config::integer({.min = 20, .max = 10'000'000}),
                                         "rows since the change, where that is known, that are enough to leave the older ones out");
  catalogue.add(
      {.name = "retrain", .summary = "a new model from scratch on the newest rows, only those since the change where they suffice"},
      declaration, [](const RetrainParameters& parameters) -> StrategyPointer { return std::make_unique<Retrain>(parameters); });
}

}  // namespace driftd::updaters
