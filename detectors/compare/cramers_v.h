#pragma once

// Cramer's V: the chi-square statistic with the sample sizes taken out, so that it says how far the shares have moved and not how sure that
// is. With two samples it is sqrt(X2 / N) with N = n + m over all rows (none pooled), from 0 to 1.
//
// Where nothing changed it is about sqrt((rows - 1) / N). Beware: it also depends on how unequal the samples' sizes are; the same
// two sets of shares give the largest V where n = m. Cohen calls 0.1 small and 0.3 middling.
//
// Cramer, "Mathematical Methods of Statistics", Princeton 1946, 21.9.

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

struct CramersVParameters {
  double above = 0.2;
};

class CramersV final : public Comparison {
 public:
  explicit CramersV(const CramersVParameters& parameters = {}) : Comparison(EvidenceKind::distance, parameters.above) {}

  bool takes_categories() const override { return true; }

 private:
  Evidence compare_categories(const CategorySamples& samples) const override;
};

void declare_cramers_v(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
