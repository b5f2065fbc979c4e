#include "updaters/models/targets.h"

#include <algorithm>
#include <cmath>

#include "config/assertion.h"

namespace driftd::updaters {

LabelScale learn_label_scale(config::Task task, std::span<const double> labels) {
  if (task != config::Task::regression || labels.empty()) return {};
  const auto n = static_cast<double>(labels.size());
  double sum = 0;
  for (const double label : labels) sum += label;
  const double mean = sum / n;
  double squares = 0;
  for (const double label : labels) squares += (label - mean) * (label - mean);
  const double deviation = std::sqrt(squares / n);
  return {.mean = mean, .deviation = deviation > 0 ? deviation : 1};
}

std::vector<double> targets_of(config::Task task, std::span<const ClassName> classes, const LabelScale& scale,
                               std::span<const double> labels) {
  std::vector<double> targets;
  targets.reserve(labels.size());
  for (const double label : labels) {
    if (task != config::Task::multiclass) {
      targets.push_back((label - scale.mean) / scale.deviation);
      continue;
    }
    const auto found = std::ranges::find(classes, label, &ClassName::code);
    DRIFTD_ASSERT(found != classes.end());
    targets.push_back(static_cast<double>(found - classes.begin()));
  }
  return targets;
}

void decide(config::Task task, std::span<const ClassName> classes, const LabelScale& scale, Answers& answers) {
  const std::size_t k = classes.size();
  for (std::size_t i = 0; i < answers.values.size(); ++i) {
    double& value = answers.values[i];
    switch (task) {
      case config::Task::regression: value = scale.mean + scale.deviation * value; break;
      case config::Task::binary: value = answers.probabilities[i] >= 0.5 ? 1 : 0; break;
      case config::Task::multiclass: {
        const auto row = std::span(answers.probabilities).subspan(i * k, k);
        value = classes[static_cast<std::size_t>(std::ranges::max_element(row) - row.begin())].code;
        break;
      }
    }
  }
}

}  // namespace driftd::updaters
