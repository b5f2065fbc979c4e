#pragma once

// The maximum mean discrepancy (mmd_linear.h) by random Fourier features: with frequencies w_1 .. w_D drawn once from the kernel's
// spectrum, a row is embedded as f(x) = [cos(w x), sin(w x)] / sqrt(D), whose inner products are the kernel's on average, and
//
//   MMD^2 ~ |mean f(x) - mean f(y)|^2
//
// A window is a sum of embedded rows: panes, threads and machines merge by addition, and each row is looked at once, however large the
// reference is.
//
// p-value: mean vectors tend to normals, so where nothing changed the statistic tends to (1/n + 1/m) sum of l_i Z_i^2 with the eigenvalues
// l of the embedding's covariance, taken from the reference (weighted_chi_square.h). No permutations: those would need the window's rows.
//
// Rahimi & Recht, "Random features for large-scale kernel machines", NIPS 2007; Zhao & Meng, "FastMMD", Neural Computation 27 (2015).

#include "detectors/joint/joint_comparison.h"

namespace driftd::detectors {

struct MmdRffParameters : JointParameters {
  std::int64_t frequencies = 128;
};

class MmdRff final : public JointComparison {
 public:
  explicit MmdRff(const MmdRffParameters& parameters = {})
      : JointComparison(parameters), frequencies_(static_cast<std::size_t>(parameters.frequencies)) {}

  void learn(const RowsView& reference, const WindowShape& shape) override;
  /// A count, and the sum of the embedded rows.
  PaneSummary summarise(const RowsView& rows, std::uint64_t before) const override;
  bool accepts(const PaneSummary& summary) const override;

 private:
  Evidence evidence(std::span<const PaneSummary> window) const override;
  void draw(const RowsView& reference);
  /// Row-major, 2 frequencies_ a row: the cosines, then the sines.
  std::vector<double> embed(const RowsView& rows) const;

  std::size_t frequencies_;
  std::vector<double> spectrum_;  // column-major, one column a frequency
  std::size_t rows_ = 0;          // of the reference
  std::vector<double> mean_;
  std::vector<double> variances_;  // the covariance's eigenvalues
};

void declare_mmd_rff(config::Catalogue<JointComparisonPointer>& catalogue);

}  // namespace driftd::detectors
