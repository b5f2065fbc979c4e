#include "detectors/quality/duplicates.h"

namespace driftd::detectors {

void declare_duplicates(config::Catalogue<QualityCheckPointer>& catalogue) {
  catalogue.add(
      {.name = "duplicates",
       .summary = "the share of rows that are, value for value, among the 4,096 before them: a batch sent twice under new ids",
       .paper =
           "Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26, 1934",
       .guarantee = "guaranteed: for independent rows whose share of repeats rose by at most `by`, an alarm has probability at most alpha "
                    "each time it is judged",
       .cost = "30 ns a row and 0.2 ns a byte of it; 130 kB a model"},
      share_declaration<DuplicateParameters>("share of repeated rows", "repeated rows"),
      [](const DuplicateParameters& parameters) -> QualityCheckPointer { return std::make_unique<Duplicates>(parameters); });
}

}  // namespace driftd::detectors
