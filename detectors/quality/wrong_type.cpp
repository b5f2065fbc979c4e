#include "detectors/quality/wrong_type.h"

namespace driftd::detectors {

void declare_wrong_type(config::Catalogue<QualityCheckPointer>& catalogue) {
  catalogue.add(
      {.name = "wrong_type",
       .summary = "the share of values that came as another type than their feature's (where the model's wrong_type lets such rows in)",
       .paper =
           "Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26, 1934",
       .guarantee = "guaranteed: for independent values whose share rose by at most `by`, an alarm has probability at most alpha each time "
                    "it is judged",
       .cost = "2 ns a value; 16 bytes a feature"},
      share_declaration("share of values of a wrong type", "values of a wrong type"),
      [](const ShareParameters& parameters) -> QualityCheckPointer { return std::make_unique<WrongType>(parameters); });
}

}  // namespace driftd::detectors
