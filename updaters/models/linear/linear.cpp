#include "updaters/models/linear/linear.h"

#include "updaters/models/linear/linear_learner.h"
#include "updaters/optimizers/columns.h"

namespace driftd::updaters {
namespace {

class LinearLink final : public Link {
 public:
  std::string_view family() const override { return "linear"; }
  config::Task task() const override { return config::Task::regression; }
  void apply(MatrixView /*scores*/) const override {}
  void subtract_targets(MatrixView means, std::span<const double> targets) const override { means.col(0).array() -= column(targets); }
};

}  // namespace

const Link& linear_link() {
  static const LinearLink link;
  return link;
}

void declare_linear(config::Catalogue<LearnerPointer>& catalogue) {
  const auto declaration = descent_declaration("linear regression: a number");
  catalogue.add({.name = "linear",
                 .summary = declaration.summary(),
                 .paper = "Gauss: Theoria motus corporum coelestium (1809)",
                 .guarantee = "",
                 .cost = "an answer: a multiplication an input; memory: two numbers an input"},
                declaration, [](const DescentSettings& settings) { return std::make_unique<LinearLearner>(linear_link(), settings); });
}

}  // namespace driftd::updaters
