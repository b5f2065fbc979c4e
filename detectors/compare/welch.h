#pragma once

// Welch's t test: whether the means differ, without taking the deviations for equal. With means a and b, variances (over n - 1) s2 and w2,
//
//   t = |a - b| / sqrt(s2 / n + w2 / m),   degrees of freedom (s2/n + w2/m)^2 / ((s2/n)^2 / (n - 1) + (w2/m)^2 / (m - 1))
//
// Only the mean: blind to all else, and led astray by heavy tails. Infinities are left out. A sample of one value has no
// variance and says nothing: t = 0, p = 1, as for two equal constants (SciPy gives NaN for both). Two different constants are as far apart
// as can be: t is the largest double, p = 0.
//
// Welch, "The generalization of Student's problem when several different population variances are involved", Biometrika 34 (1947).

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

class Welch final : public Comparison {
 public:
  explicit Welch(const TestParameters& parameters = {}) : Comparison(EvidenceKind::test, parameters.alpha) {}

  bool takes_numbers() const override { return true; }
  bool needs_values() const override { return true; }

 private:
  Evidence compare_numbers(const NumberSamples& samples) const override;
};

void declare_welch(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
