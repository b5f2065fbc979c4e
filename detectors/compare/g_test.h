#pragma once

// The G test on categories: twice the logarithm of how much likelier the two samples are with shares of their own than with common ones,
//
//   G = 2 sum over both samples and all rows of count ln(count / expected)  ~  chi-square with rows - 1 degrees of freedom,
//
// where the expected counts are those of the chi-square test (chi_square.h), to which it comes close for small changes. G adds up: the G of
// a table is the sum of the Gs of its parts, which X2 has not. Rows are pooled alike (category_rows.h).
//
// Wilks, "The likelihood test of independence in contingency tables", Ann. Math. Stat. 6 (1935).

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

class GTest final : public Comparison {
 public:
  explicit GTest(const TestParameters& parameters = {}) : Comparison(EvidenceKind::test, parameters.alpha) {}

  bool takes_categories() const override { return true; }

 private:
  Evidence compare_categories(const CategorySamples& samples) const override;
};

void declare_g_test(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
