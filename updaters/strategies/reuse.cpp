#include "updaters/strategies/reuse.h"

#include <fmt/format.h>

#include "updaters/strategies/retrain.h"

namespace driftd::updaters {
namespace {

/// Rows before the change say what the earlier versions were good for then.
constexpr std::uint64_t kFewestSinceChange = 50;

}  // namespace

std::optional<StrategyPlan> Reuse::plan(const Situation& situation) const {
  if (!situation.has_champion) return Retrain({}).plan(situation);
  if (situation.archived == 0) return std::nullopt;
  const std::uint64_t to = hold_out_begin(situation);
  const auto most = static_cast<std::uint64_t>(parameters_.rows);
  std::uint64_t from = std::max(situation.first, to - std::min(to, most));
  if (situation.change > from && situation.change + kFewestSinceChange <= to) from = situation.change;
  if (from + kFewestSinceChange > to) return std::nullopt;
  const DataWindow window{.from = from, .to = to};
  return StrategyPlan{.strategy = "reuse",
                      .continues_champion = false,
                      .window = window,
                      .reason = fmt::format("of {} earlier versions the one that does best on the {} newest labelled rows",
                                            situation.archived, window.size()),
                      .adjustable = false};
}

void declare_reuse(config::Catalogue<StrategyPointer>& catalogue) {
  const auto declaration = config::Declaration<ReuseParameters>("an earlier version that fits again")
                               .optional("rows", &ReuseParameters::rows, config::integer({.min = 50, .max = 1'000'000}),
                                         "the newest rows that the earlier versions are tried on, at most");
  catalogue.add({.name = "reuse", .summary = "the earlier version that does best on the newest rows: where concepts come back"},
                declaration, [](const ReuseParameters& parameters) -> StrategyPointer { return std::make_unique<Reuse>(parameters); });
}

}  // namespace driftd::updaters
