#include "updaters/models/transferred_model.h"

#include <algorithm>
#include <cmath>

#include "updaters/models/automatic/chosen_model.h"
#include "updaters/models/factorization/factorization_machine.h"
#include "updaters/models/linear/generalized_linear.h"
#include "updaters/models/mlp/mlp.h"
#include "updaters/models/trees/boosted_trees.h"

namespace driftd::updaters {

std::expected<ModelPointer, TrainingFailure> Learner::transfer(const config::ModelSchema& /*schema*/, const Dataset& /*rows*/,
                                                               const Model& /*source*/, std::span<const Freezable> /*freeze*/,
                                                               std::uint64_t /*seed*/) const {
  return std::unexpected(TrainingFailure{
      .cause = TrainingFailure::Cause::data,
      .message = "what a model of this family has learnt of one feature cannot be told from what it has learnt of the others, and so "
                 "cannot be carried over; linear, logistic, softmax, one_pass, mlp and fm can start from another artefact"});
}

const Model& own_model(const Model& model) {
  const auto* chosen = dynamic_cast<const ChosenModel*>(&model);
  return chosen == nullptr ? model : chosen->model();
}

std::string family_of(const Model& model) {
  if (std::string chosen = family_chosen(model); !chosen.empty()) return chosen;
  if (const auto* linear = dynamic_cast<const GeneralizedLinear*>(&model)) return std::string(linear->parts().link->family());
  if (dynamic_cast<const MultiLayerPerceptron*>(&model) != nullptr) return "mlp";
  if (dynamic_cast<const FactorizationMachine*>(&model) != nullptr) return "fm";
  if (dynamic_cast<const BoostedTrees*>(&model) != nullptr) return "xgboost";
  return {};
}

LabelScale carried_scale(const LabelScale& source, const LabelScale& learnt) {
  constexpr double kOfAnotherUnit = 10;
  const double times = std::max(source.deviation, learnt.deviation) / std::min(source.deviation, learnt.deviation);
  const double away = std::abs(learnt.mean - source.mean) / std::max(source.deviation, learnt.deviation);
  return times <= kOfAnotherUnit && away <= kOfAnotherUnit ? source : learnt;
}

}  // namespace driftd::updaters
