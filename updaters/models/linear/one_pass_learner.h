#pragma once

// A linear model learnt in one pass, row by row in time order (online_learner.h): the newest rows have the last word. Batch training gives
// an old row as much say as a new one; where the rows drift that is what is wrong with it, and where they do not it is the better use of
// them. The pass is also the cheapest training there is, and it can always be gone on with.
//
// Left out, the optimiser is the scale-free one (optimizers/normalized.h), and AdaGrad where there are texts, whose inputs are all of one
// scale and mostly zero.

#include "config/catalogue.h"
#include "updaters/encoding/encoder_settings.h"
#include "updaters/models/linear/generalized_linear.h"
#include "updaters/models/model.h"
#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {

struct OnePassSettings : EncoderSettings {
  config::Chosen<OptimizerPointer> optimizer;  // none: by the features
};

/// The optimiser of a pass over rows with such features where none is named.
config::Chosen<OptimizerPointer> one_pass_optimizer(const config::Features& features);

class OnePassLearner final : public Learner {
 public:
  explicit OnePassLearner(OnePassSettings settings) : settings_(std::move(settings)) {}

  bool fits(config::Task /*task*/) const override { return true; }
  /// A base goes on as it is: its encoder, classes and label scale stay. Fails as the linear families do.
  std::expected<ModelPointer, TrainingFailure> train(const config::ModelSchema& schema, const Dataset& rows, const Model* base,
                                                     std::uint64_t seed) const override;
  /// From a linear model of the same link, the one pass as from nothing. Freezes nothing.
  std::expected<ModelPointer, TrainingFailure> transfer(const config::ModelSchema& schema, const Dataset& rows, const Model& source,
                                                        std::span<const Freezable> freeze, std::uint64_t seed) const override;

 private:
  std::expected<ModelPointer, TrainingFailure> learn(LinearParts parts, const Dataset& rows) const;

  OnePassSettings settings_;
};

void declare_one_pass(config::Catalogue<LearnerPointer>& catalogue);

}  // namespace driftd::updaters
