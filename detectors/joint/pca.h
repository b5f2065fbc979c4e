#pragma once

// Reconstruction error: the reference's rows lie near a flat of fewer dimensions, the span of its first principal components; a row that
// breaks the ties between the columns lies off it. With mean c and components V that hold the share `explained` of the variance,
//
//   error(x) = |(x - c) - V V' (x - c)|
//
// The components come from every second row of the reference, and the window's errors are held against those of the other rows, which no
// component has seen, by the two-sample Kolmogorov-Smirnov test (compare/ks.h): whatever the components are, both samples of errors
// are alike where nothing changed. Blind to what moves within the flat; hotelling sees that.
//
// The peers: NannyML compares the mean error of a chunk with three deviations of such means over the reference's own chunks, which the
// components were fitted to.
//
// Pearson, "On lines and planes of closest fit to systems of points in space", Phil. Mag. 2 (1901).

#include "detectors/compare/ks.h"
#include "detectors/compare/numeric_reference.h"
#include "detectors/joint/joint_comparison.h"

namespace driftd::detectors {

struct PcaParameters : JointParameters {
  double explained = 0.65;
};

class Pca final : public JointComparison {
 public:
  explicit Pca(const PcaParameters& parameters = {}) : JointComparison(parameters), explained_(parameters.explained) {}

  void learn(const RowsView& reference, const WindowShape& shape) override;
  /// The rows' errors.
  PaneSummary summarise(const RowsView& rows, std::uint64_t before) const override;
  bool accepts(const PaneSummary& summary) const override;

  std::size_t components() const { return columns_ == 0 ? 0 : components_.size() / columns_; }

 private:
  Evidence evidence(std::span<const PaneSummary> window) const override;
  void fit(const RowsView& rows);

  double explained_;
  Ks test_;
  std::size_t columns_ = 0;
  std::vector<double> centre_;
  std::vector<double> components_;  // one behind the other, columns_ values each
  NumericReference errors_;
};

void declare_pca(config::Catalogue<JointComparisonPointer>& catalogue);

}  // namespace driftd::detectors
