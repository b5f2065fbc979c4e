#include "detectors/quality/missing.h"

namespace driftd::detectors {

void declare_missing(config::Catalogue<QualityCheckPointer>& catalogue) {
  catalogue.add(
      {.name = "missing",
       .summary = "the share of values that are missing: null, or not there (where the model's wrong_type lets such rows in)",
       .paper =
           "Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26, 1934",
       .guarantee = "guaranteed: for independent values whose share rose by at most `by`, an alarm has probability at most alpha each time "
                    "it is judged",
       .cost = "2 ns a value; 16 bytes a feature"},
      share_declaration("share of missing values", "missing values"),
      [](const ShareParameters& parameters) -> QualityCheckPointer { return std::make_unique<Missing>(parameters); });
}

}  // namespace driftd::detectors
