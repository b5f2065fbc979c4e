#pragma once

// The two-sample chi-square test on categories: whether reference and window were drawn with the same shares. With a_i of n reference and
// b_i of m window values in row i and N = n + m, the expected counts are n (a_i + b_i) / N and m (a_i + b_i) / N, and
//
//   X2 = sum over both samples and all rows of (count - expected)^2 / expected  ~  chi-square with rows - 1 degrees of freedom.
//
// Both samples are taken as samples. Treating the reference as exact (a one-sample test) is what makes others raise an alarm on 76 % of
// unchanged features with 20 categories and 900 values a side.
//
// Rows that expect few values are pooled (category_rows.h). One row left: nothing to tell apart, X2 = 0 and p = 1.
//
// Pearson, "On the criterion ...", Philosophical Magazine 50 (1900); Cochran, "Some methods for strengthening the common chi-square tests",
// Biometrics 10 (1954).

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

class ChiSquare final : public Comparison {
 public:
  explicit ChiSquare(const TestParameters& parameters = {}) : Comparison(EvidenceKind::test, parameters.alpha) {}

  bool takes_categories() const override { return true; }

 private:
  Evidence compare_categories(const CategorySamples& samples) const override;
};

void declare_chi_square(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
