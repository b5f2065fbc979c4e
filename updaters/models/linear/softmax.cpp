#include "updaters/models/linear/softmax.h"

#include <cmath>

#include "updaters/models/linear/linear_learner.h"

namespace driftd::updaters {
namespace {

class SoftmaxLink final : public Link {
 public:
  std::string_view family() const override { return "softmax"; }
  config::Task task() const override { return config::Task::multiclass; }
  void apply(MatrixView scores) const override {
    for (Eigen::Index i = 0; i < scores.rows(); ++i) {
      const double largest = scores.row(i).maxCoeff();  // subtracted, so that exp cannot overflow
      double sum = 0;
      for (double& score : std::span(scores.row(i).data(), static_cast<std::size_t>(scores.cols())))
        sum += score = std::exp(score - largest);
      scores.row(i) /= sum;
    }
  }
  void subtract_targets(MatrixView means, std::span<const double> targets) const override {
    for (Eigen::Index i = 0; i < means.rows(); ++i) means(i, static_cast<Eigen::Index>(targets[static_cast<std::size_t>(i)])) -= 1;
  }
};

}  // namespace

const Link& softmax_link() {
  static const SoftmaxLink link;
  return link;
}

void declare_softmax(config::Catalogue<LearnerPointer>& catalogue) {
  const auto declaration = descent_declaration("softmax regression: a probability for each of several classes");
  catalogue.add({.name = "softmax",
                 .summary = declaration.summary(),
                 .paper = "Bridle: Probabilistic Interpretation of Feedforward Classification Network Outputs, Neurocomputing (1990)",
                 .guarantee = "",
                 .cost = "an answer: a multiplication an input and class; memory: two numbers an input and class"},
                declaration, [](const DescentSettings& settings) { return std::make_unique<LinearLearner>(softmax_link(), settings); });
}

}  // namespace driftd::updaters
