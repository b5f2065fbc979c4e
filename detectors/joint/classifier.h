#pragma once

// The classifier two-sample test: label the reference's rows 0 and the window's 1, teach a model to tell them apart, and look whether it
// does on rows that it has not seen. Where nothing changed no model can.
//
// The model is logistic with a ridge (stats/logistic_regression.h). Both samples are cut, in order, into `folds` parts; each but the first
// is scored by a model of all parts before it. Within a part the scores of the two samples are held against each other by
// Mann and Whitney's U, which needs nothing of the model but that it came from other rows. Given the parts before, U has mean n m / 2 and
// the variance of ranks (ties corrected) whatever they were, so that
//
//   z = sum (U - n m / 2) / sqrt(sum var U)
//
// tends to a standard normal (van Elteren's sum, and a martingale). Usual cross-fitting, in which every part teaches every other, has no
// such footing: its parts' errors depend on each other. Statistic: the area under the ROC curve, sum U / sum n m; 0.5 is chance. One-sided:
// a model that is worse than chance has found nothing.
//
// A linear model sees means, of the columns together. Of a long window `keep` rows are looked at, evenly spread over its panes.
//
// The peers: Lopez-Paz & Oquab split once and count hits; NannyML's domain classifier holds a boosted model's AUC against three deviations.
//
// Lopez-Paz & Oquab, "Revisiting classifier two-sample tests", ICLR 2017; van Elteren, Bull. Int. Stat. Inst. 37 (1960).

#include "detectors/joint/joint_comparison.h"

namespace driftd::detectors {

struct ClassifierParameters : JointParameters {
  std::int64_t folds = 5;
  double penalty = 1;
};

class Classifier final : public JointComparison {
 public:
  explicit Classifier(const ClassifierParameters& parameters = {})
      : JointComparison(parameters), folds_(static_cast<std::size_t>(parameters.folds)), penalty_(parameters.penalty) {}

  std::size_t most_columns(std::size_t reference_rows) const override;
  void learn(const RowsView& reference, const WindowShape& shape) override;
  /// The rows themselves, or some of them.
  PaneSummary summarise(const RowsView& rows, std::uint64_t before) const override;
  bool accepts(const PaneSummary& summary) const override;

 private:
  Evidence evidence(std::span<const PaneSummary> window) const override;

  std::size_t folds_;
  double penalty_;
  RowsView reference_;
  std::size_t kept_of_a_pane_ = 1;
};

void declare_classifier(config::Catalogue<JointComparisonPointer>& catalogue);

}  // namespace driftd::detectors
