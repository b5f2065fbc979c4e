#pragma once

// The learner of the linear families: checks the sample, starts from zeros or from a base, and descends.
//
// A base is continued as it stands: what its encoder knows (so that its weights keep their meaning), its weights, and its optimiser's state
// where the same optimiser goes on. Classes and levels that the base did not know join with weights of zero. From a source that is another
// model only the weights are taken (transferred_linear.h).

#include "updaters/models/linear/generalized_linear.h"
#include "updaters/models/linear/gradient_descent.h"
#include "updaters/models/model.h"
#include "updaters/models/weights/frozen_weights.h"

namespace driftd::updaters {

class LinearLearner final : public Learner {
 public:
  LinearLearner(const Link& link, DescentSettings settings) : link_(link), settings_(std::move(settings)) {}

  bool fits(config::Task task) const override { return task == link_.task(); }
  /// Fails with `data` where the sample or the base cannot be used: no rows, numbers that are not finite, one class only (without a base),
  /// more than 256 classes, a base of another family or schema; with `diverged` where the weights ran away.
  std::expected<ModelPointer, TrainingFailure> train(const config::ModelSchema& schema, const Dataset& rows, const Model* base,
                                                     std::uint64_t seed) const override;
  /// From a linear model of the same link; `freeze` may name "carried".
  std::expected<ModelPointer, TrainingFailure> transfer(const config::ModelSchema& schema, const Dataset& rows, const Model& source,
                                                        std::span<const Freezable> freeze, std::uint64_t seed) const override;

 private:
  std::expected<ModelPointer, TrainingFailure> learn(LinearParts parts, const DescentSettings& settings, const Dataset& rows,
                                                     std::uint64_t seed, const FrozenWeights& frozen) const;
  std::expected<LinearParts, std::string> start(const config::ModelSchema& schema, const Dataset& rows, const Model* base) const;
  std::size_t state_size(const Matrix& weights) const;
  std::expected<LinearParts, std::string> start_afresh(const config::ModelSchema& schema, const Dataset& rows) const;
  std::expected<LinearParts, std::string> start_from(const Model& base, const config::ModelSchema& schema, const Dataset& rows) const;

  const Link& link_;
  DescentSettings settings_;
};

}  // namespace driftd::updaters
