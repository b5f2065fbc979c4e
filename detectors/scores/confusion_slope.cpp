#include "detectors/scores/confusion_slope.h"

namespace driftd::detectors {

std::optional<double> variance_along(const ConfusionSlope& slope, const ClassTable& table) {
  const auto confusions = table.confusions();
  if (!confusions) return std::nullopt;
  double variance = 0;
  const auto rows = table.rows();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& of = slope.classes[i];
    const double g = slope.all + of.actual + of.predicted + of.hit;
    variance += static_cast<double>(rows[i].true_positives) * g * g;
  }
  for (const Confusion& confusion : *confusions) {
    const double g = slope.all + slope.classes[confusion.truth].actual + slope.classes[confusion.predicted].predicted;
    variance += static_cast<double>(confusion.count) * g * g;
  }
  return variance;
}

}  // namespace driftd::detectors
