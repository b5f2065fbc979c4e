#pragma once

// The two-sample Cramer-von Mises test: the mean square difference of the two distribution functions over all values. More powerful
// than Kolmogorov-Smirnov where the difference is small everywhere. With the ranks r_i of the reference's and s_j of the window's values
// in both samples together, and N = n + m,
//
//   U = n sum (r_i - i)^2 + m sum (s_j - j)^2,     T = U / (n m N) - (4 n m - 1) / (6 N)
//
// Ties take their mean rank, as in SciPy, which errs on the quiet side; T can then come out negative, and counts as 0.
// All from counts by cell: inside a cell the squares sum up in closed form. O(cells).
//
// p-value: exact by lattice paths for n m <= kMostExactCramerVonMises (as if without ties); beyond, T is scaled to the mean and variance
// of its limit, whose tail is computed to all digits (quadratic_tail.h).
//
// Anderson, "On the distribution of the two-sample Cramer-von Mises criterion", Ann. Math. Stat. 33 (1962); Xiao, Gordon & Yakovlev,
// "A C++ program for the Cramer-von Mises two-sample test", J. Statistical Software 17 (2007).

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

constexpr std::uint64_t kMostExactCramerVonMises = 150;

class CramerVonMises final : public Comparison {
 public:
  explicit CramerVonMises(const TestParameters& parameters = {}) : Comparison(EvidenceKind::test, parameters.alpha) {}

  bool takes_numbers() const override { return true; }

 private:
  Evidence compare_numbers(const NumberSamples& samples) const override;
};

void declare_cvm(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
