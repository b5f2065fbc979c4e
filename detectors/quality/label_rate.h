#pragma once

// The share of predictions whose label did not come in time: a job that brings the truth and does not run, or brings it for some. In time
// is `times` what 99 % of the reference's labels needed. By share_limit.h.
//
// The reference is the first predictions that a model answered: rows without an answer are history that was handed in, and their labels
// say nothing of how fast labels come.

#include "config/catalogue.h"
#include "detectors/quality/share_check.h"

namespace driftd::detectors {

struct LabelRateParameters : ShareParameters {
  LabelRateParameters() { by = 0.25; }
  double times = 2;
};

class IsLate {
 public:
  static constexpr QualityInput kInput = QualityInput::delays;
  static constexpr bool kDoubtsRows = false;
  static constexpr const char* kWhat = "of the predictions without a label in time";
  static constexpr bool takes(config::FeatureType /*type*/) { return true; }

  explicit IsLate(const LabelRateParameters& parameters) : times_(parameters.times) {}

  bool learn(std::span<const double> delays);
  static bool counts(double /*delay*/) { return true; }
  /// NaN: no label came.
  bool is_bad(double delay) const { return !(delay <= patience_); }
  double patience() const { return patience_; }
  void save(StateWriter& state) const { state.put(patience_); }
  void load(StateReader& state);

 private:
  double times_;
  double patience_ = 0;
};

class LabelRate final : public ShareCheck<IsLate> {
 public:
  using SummedCheck::SummedCheck;
  double patience() const override { return method().property().patience(); }
};

void declare_label_rate(config::Catalogue<QualityCheckPointer>& catalogue);

}  // namespace driftd::detectors
