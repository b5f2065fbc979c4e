#pragma once

// The learner of boosted trees. A base is continued: its columns and classes stay, and either further trees are put on top of its own,
// which follow what has changed while the old ones keep what has not, or the leaves of the same trees are learnt anew, which is cheap and
// does not make the model larger.

#include "updaters/models/model.h"
#include "updaters/models/trees/boosted_trees.h"

namespace driftd::updaters {

struct BoostedTreesSettings {
  BoostingSettings boosting;
  Booster::Growth continuing = Booster::Growth::more;
  std::int64_t more_rounds = 30;  // where trees are put on top
  std::int64_t half_life = 0;     // rows; 0: all count alike
};

class BoostedTreesLearner final : public Learner {
 public:
  /// A base with more rounds than this is not continued.
  static constexpr std::int64_t kMostRounds = 5000;

  explicit BoostedTreesLearner(BoostedTreesSettings settings) : settings_(settings) {}

  bool fits(config::Task /*task*/) const override { return true; }
  /// Not where all features are texts.
  bool suits(const config::ModelSchema& schema) const override;
  /// Fails with `data` where the sample or the base cannot be used: no rows, infinite numbers, one class only (without a base), more than
  /// 256 classes, texts only, a base of another family or schema, a class that the base does not know, a base that has grown too large.
  std::expected<ModelPointer, TrainingFailure> train(const config::ModelSchema& schema, const Dataset& rows, const Model* base,
                                                     std::uint64_t seed) const override;

 private:
  BoostedTreesSettings settings_;
};

void declare_boosted_trees(config::Catalogue<LearnerPointer>& catalogue);

}  // namespace driftd::updaters
