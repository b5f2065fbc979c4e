#include "updaters/catalogue.h"

#include "updaters/models/automatic/automatic_learner.h"
#include "updaters/models/factorization/factorization_learner.h"
#include "updaters/models/linear/linear.h"
#include "updaters/models/linear/logistic.h"
#include "updaters/models/linear/one_pass_learner.h"
#include "updaters/models/linear/softmax.h"
#include "updaters/models/mlp/mlp_learner.h"
#include "updaters/models/trees/boosted_trees_learner.h"
#include "updaters/optimizers/adagrad.h"
#include "updaters/optimizers/adam.h"
#include "updaters/optimizers/ftrl.h"
#include "updaters/optimizers/normalized.h"
#include "updaters/optimizers/rmsprop.h"
#include "updaters/optimizers/sgd.h"

namespace driftd::updaters {

const config::Catalogue<OptimizerPointer>& optimizers() {
  static const auto catalogue = [] {
    config::Catalogue<OptimizerPointer> rows("optimizer");
    declare_sgd(rows);
    declare_adagrad(rows);
    declare_rmsprop(rows);
    declare_adam(rows);
    declare_ftrl(rows);
    declare_normalized(rows);
    return rows;
  }();
  return catalogue;
}

const config::Catalogue<LearnerPointer>& models() {
  static const auto catalogue = [] {
    config::Catalogue<LearnerPointer> rows("model");
    declare_automatic_learner(rows);
    declare_linear(rows);
    declare_logistic(rows);
    declare_softmax(rows);
    declare_one_pass(rows);
    declare_mlp(rows);
    declare_fm(rows);
    declare_boosted_trees(rows);
    return rows;
  }();
  return catalogue;
}

std::string linear_family(config::Task task) {
  switch (task) {
    case config::Task::binary: return "logistic";
    case config::Task::multiclass: return "softmax";
    case config::Task::regression: return "linear";
  }
  return "";
}

const std::string& default_family() {
  static const std::string family(AutomaticLearner::kName);
  return family;
}

}  // namespace driftd::updaters
