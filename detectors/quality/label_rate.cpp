#include "detectors/quality/label_rate.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace driftd::detectors {

bool IsLate::learn(std::span<const double> delays) {
  constexpr double kShortest = 1;
  std::vector<double> came;
  std::ranges::copy_if(delays, std::back_inserter(came), [](double delay) { return std::isfinite(delay); });
  patience_ = 0;
  if (came.empty()) return false;
  const auto at = came.begin() + static_cast<std::ptrdiff_t>((came.size() - 1) * 99 / 100);
  std::ranges::nth_element(came, at);
  patience_ = std::max(kShortest, times_ * *at);
  return true;
}

void IsLate::load(StateReader& state) {
  state.get(patience_);
  if (!(patience_ >= 0) || std::isinf(patience_)) state.fail();
}

void declare_label_rate(config::Catalogue<QualityCheckPointer>& catalogue) {
  auto declaration =
      share_declaration<LabelRateParameters>("share of predictions without a label in time", "predictions without a label in time");
  declaration.optional("times", &LabelRateParameters::times, config::number({.min = 1, .max = 1000}),
                       "in time is so many times what 99 % of the reference's labels needed");
  catalogue.add(
      {.name = "label_rate",
       .summary = "the share of predictions whose label did not come within the time that the reference needed",
       .paper =
           "Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26, 1934",
       .guarantee = "guaranteed: for independent predictions whose share without a label in time rose by at most `by`, an alarm has "
                    "probability at most alpha "
                    "each time it is judged",
       .cost = "20 ns a prediction and label; 100 kB a model"},
      declaration, [](const LabelRateParameters& parameters) -> QualityCheckPointer { return std::make_unique<LabelRate>(parameters); });
}

}  // namespace driftd::detectors
