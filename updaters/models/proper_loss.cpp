#include "updaters/models/proper_loss.h"

#include <cmath>

namespace driftd::updaters {
namespace {

double square(double value) {
  return value * value;
}

double brier(std::span<const double> probabilities, std::span<const ClassName> classes, double truth) {
  double loss = 0;
  bool known = false;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const bool is_true = classes[k].code == truth;
    known = known || is_true;
    loss += square(probabilities[k] - (is_true ? 1 : 0));
  }
  return known ? loss : loss + 1;
}

}  // namespace

std::vector<double> errors_of(const Model& model, const Dataset& rows) {
  Answers answers;
  const auto texts = rows.text_views();
  model.predict({rows.values, texts}, answers);
  const bool numbers = model.schema().task == config::Task::regression;
  std::vector<double> errors;
  errors.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double difference = std::abs(answers.values[i] - rows.labels[i]);
    errors.push_back(numbers ? difference : difference == 0 ? 0.0 : 1.0);
  }
  return errors;
}

std::vector<double> proper_losses(const Model& model, const Dataset& rows) {
  Answers answers;
  const auto texts = rows.text_views();
  model.predict({rows.values, texts}, answers);
  const auto classes = model.classes();
  std::vector<double> losses;
  losses.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    switch (model.schema().task) {
      case config::Task::regression: losses.push_back(square(answers.values[i] - rows.labels[i])); break;
      case config::Task::binary: losses.push_back(square(answers.probabilities[i] - rows.labels[i])); break;
      case config::Task::multiclass:
        losses.push_back(brier(std::span(answers.probabilities).subspan(i * classes.size(), classes.size()), classes, rows.labels[i]));
        break;
    }
  }
  return losses;
}

}  // namespace driftd::updaters
