#include "updaters/models/linear/logistic.h"

#include <cmath>

#include "updaters/models/linear/linear_learner.h"
#include "updaters/optimizers/columns.h"

namespace driftd::updaters {
namespace {

// exp never sees a positive number: it cannot overflow.
double probability(double score) {
  const double odds = std::exp(-std::abs(score));
  return (score >= 0 ? 1 : odds) / (1 + odds);
}

class LogisticLink final : public Link {
 public:
  std::string_view family() const override { return "logistic"; }
  config::Task task() const override { return config::Task::binary; }
  void apply(MatrixView scores) const override {
    for (Eigen::Index i = 0; i < scores.rows(); ++i) scores(i, 0) = probability(scores(i, 0));
  }
  void subtract_targets(MatrixView means, std::span<const double> targets) const override { means.col(0).array() -= column(targets); }
};

}  // namespace

const Link& logistic_link() {
  static const LogisticLink link;
  return link;
}

void declare_logistic(config::Catalogue<LearnerPointer>& catalogue) {
  const auto declaration = descent_declaration("logistic regression: the probability of one of two classes");
  catalogue.add({.name = "logistic",
                 .summary = declaration.summary(),
                 .paper = "Cox: The Regression Analysis of Binary Sequences, Journal of the Royal Statistical Society B 20 (1958)",
                 .guarantee = "",
                 .cost = "an answer: a multiplication an input; memory: two numbers an input"},
                declaration, [](const DescentSettings& settings) { return std::make_unique<LinearLearner>(logistic_link(), settings); });
}

}  // namespace driftd::updaters
