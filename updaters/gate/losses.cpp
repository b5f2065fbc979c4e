#include "updaters/gate/losses.h"

#include <algorithm>
#include <cmath>

#include "config/assertion.h"

namespace driftd::updaters {

std::string_view name_of(LossKind kind) {
  switch (kind) {
    case LossKind::zero_one: return "error";
    case LossKind::squared: return "squared error";
    case LossKind::log: return "log loss";
    case LossKind::brier: return "Brier score";
  }
  return "";
}

std::vector<double> differences(const PairedLosses& losses, const Hypothesis& hypothesis) {
  DRIFTD_ASSERT(losses.champion.size() == losses.challenger.size());
  std::vector<double> x(losses.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = hypothesis.x(losses.champion[i], losses.challenger[i]);
  return x;
}

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

}  // namespace driftd::updaters
