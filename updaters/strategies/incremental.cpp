#include "updaters/strategies/incremental.h"

#include <fmt/format.h>

namespace driftd::updaters {

std::optional<StrategyPlan> Incremental::plan(const Situation& situation) const {
  if (!situation.has_champion || !situation.champion_continues) return std::nullopt;
  const std::uint64_t to = hold_out_begin(situation);
  const auto most = static_cast<std::uint64_t>(parameters_.rows);
  const std::uint64_t from = std::max({situation.first, situation.champion_learnt, to > most ? to - most : 0});
  if (from + situation.min_rows > to) return std::nullopt;
  const DataWindow window{.from = from, .to = to};
  return StrategyPlan{.strategy = "incremental",
                      .continues_champion = true,
                      .window = window,
                      .replayed = replayed(situation, window),
                      .reason = fmt::format("the champion goes on with the {} labelled rows that it has not seen", window.size())};
}

/// Of the rows before the change, or, where that is not known, before the window.
ReplayedRows Incremental::replayed(const Situation& situation, const DataWindow& window) const {
  const std::uint64_t end = situation.change == 0 ? window.from : std::min(window.from, situation.change);
  const auto wanted = static_cast<std::uint64_t>(parameters_.replay * static_cast<double>(window.size()));
  return replayed_from({.from = situation.first, .to = std::max(situation.first, end)}, wanted);
}

void declare_incremental(config::Catalogue<StrategyPointer>& catalogue) {
  const auto declaration =
      config::Declaration<IncrementalParameters>("continuing the champion")
          .optional("rows", &IncrementalParameters::rows, config::integer({.min = 50, .max = 10'000'000}),
                    "the most rows to learn from, the newest")
          .optional("replay", &IncrementalParameters::replay, config::number({.min = 0, .max = 4}),
                    "rows from before the change that are learnt along, for each new one; at most every second one there is; 0: none");
  catalogue.add(
      {.name = "incremental",
       .summary = "the champion goes on learning from the rows that it has not seen, and from some of before the change, lest it forget"},
      declaration, [](const IncrementalParameters& parameters) -> StrategyPointer { return std::make_unique<Incremental>(parameters); });
}

}  // namespace driftd::updaters
