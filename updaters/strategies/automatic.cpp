#include "updaters/strategies/automatic.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace driftd::updaters {

namespace {

constexpr std::int64_t kEnoughAfterALostAttempt = 100;
constexpr std::uint64_t kNoChance = 2;  // an earlier version that fits once may be luck
constexpr double kNearly = 0.9;         // of what may be spent: what was stopped there has not shown what it takes

}  // namespace

Automatic::Automatic(AutomaticParameters parameters)
    : long_memory_({.rows = parameters.rows}),
      since_change_({.rows = parameters.rows, .enough = kEnoughAfterALostAttempt}),
      continued_({.rows = parameters.rows, .replay = 0}),
      widened_({.rows = parameters.rows}),
      archived_({}) {}

std::vector<Automatic::Turn> Automatic::turns_for(const Situation& situation) const {
  const Turn archived{&archived_, "what there is now may have been there before"};
  const Turn since{&since_change_, "the rows from before the change may be what is wrong"};
  const Turn continued{&continued_, "no new model has won: the champion itself"};
  std::vector<Turn> turns;
  if (situation.retraining_seconds > kNearly * situation.seconds_left) {
    const std::string why = fmt::format("retraining took {:.0f} s of processor time last and may take {:.0f} s",
                                        situation.retraining_seconds, std::max(situation.seconds_left, 0.0));
    turns = {{&archived_, why}, {&continued_, why}, since, {&long_memory_, why}};
  } else if (situation.came_back >= kNoChance) {
    turns = {{&archived_, "earlier versions have fitted again twice running"}, {&long_memory_, ""}, since, continued};
  } else if (situation.inputs_only) {
    turns = {{&widened_, "the inputs have moved and nothing says that the answers are worse: what is known is kept"},
             {&long_memory_, ""},
             archived,
             since};
  } else {
    turns = {{&long_memory_, ""}, archived, since, continued};
  }
  if (situation.archived == 0) std::erase_if(turns, [this](const Turn& turn) { return turn.strategy == &archived_; });
  return turns;
}

std::optional<StrategyPlan> Automatic::plan(const Situation& situation) const {
  if (situation.rival_ahead) return online_.plan(situation);
  const auto turns = turns_for(situation);
  const auto attempt = static_cast<std::size_t>(std::max<std::int64_t>(situation.attempt, 1) - 1);
  const Turn& turn = turns[attempt % turns.size()];
  auto plan = turn.strategy->plan(situation);
  if (!plan) return long_memory_.plan(situation);
  if (!turn.why.empty()) plan->reason = turn.why + ": " + plan->reason;
  return plan;
}

void declare_automatic(config::Catalogue<StrategyPointer>& catalogue) {
  const auto declaration = config::Declaration<AutomaticParameters>("the strategy that chooses")
                               .optional("rows", &AutomaticParameters::rows, config::integer({.min = 50, .max = 10'000'000}),
                                         "the most rows to learn from, the newest");
  catalogue.add({.name = "auto",
                 .summary = "the online rival where it is ahead; else in turn retraining, an earlier version that fits again, retraining "
                            "on the rows since the change alone, and continuing the champion, in an order that depends on whether concepts "
                            "have come back before, whether only the inputs have moved, and what is left of the day's processor time"},
                declaration,
                [](const AutomaticParameters& parameters) -> StrategyPointer { return std::make_unique<Automatic>(parameters); });
}

}  // namespace driftd::updaters
