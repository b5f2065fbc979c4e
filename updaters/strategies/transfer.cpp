#include "updaters/strategies/transfer.h"

#include <fmt/format.h>

#include "updaters/strategies/retrain.h"

namespace driftd::updaters {

/// The first version is trained afresh where it would have to start from itself.
std::optional<StrategyPlan> Transfer::plan(const Situation& situation) const {
  auto plan = Retrain({.rows = parameters_.rows, .enough = parameters_.enough}).plan(situation);
  if (!plan || (!situation.has_champion && parameters_.from == SourceVersion{})) return plan;
  const bool since_change = situation.change > 0 && plan->window.from == situation.change;
  plan->strategy = "transfer";
  plan->transfer = TransferOrder{.from = parameters_.from, .freeze = parameters_.freeze};
  plan->reason = fmt::format("starts from {}, on the {}{} labelled rows{}", text_of(parameters_.from), since_change ? "" : "newest ",
                             plan->window.size(), since_change ? " since the change" : "");
  return plan;
}

void declare_transfer(config::Catalogue<StrategyPointer>& catalogue) {
  const auto declaration = config::Declaration<TransferParameters>("starting from another artefact")
                               .optional("from", &TransferParameters::from, config::object(source_version_declaration()),
                                         "whose artefact; left out: that of the version in force")
                               .optional("freeze", &TransferParameters::freeze, freeze_shape(),
                                         "what of it stays as it is: \"hidden\", the hidden layers of an mlp; \"carried\", every weight of "
                                         "a linear model that is carried over")
                               .optional("rows", &TransferParameters::rows, config::integer({.min = 50, .max = 10'000'000}),
                                         "the most rows to learn from, the newest")
                               .optional("enough", &TransferParameters::enough, config::integer({.min = 20, .max = 10'000'000}),
                                         "rows since the change, where that is known, that are enough to leave the older ones out");
  catalogue.add(
      {.name = "transfer",
       .summary =
           "a new model that starts from another one's artefact, or another version's: what fits is copied by name, the rest is learnt",
       .paper =
           "Pan & Yang 2010, A survey on transfer learning; Yosinski et al. 2014, How transferable are features in deep neural networks?"},
      declaration, [](const TransferParameters& parameters) -> StrategyPointer { return std::make_unique<Transfer>(parameters); });
}

}  // namespace driftd::updaters
