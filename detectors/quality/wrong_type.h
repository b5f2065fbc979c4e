#pragma once

// The share of values that came as another type than their feature's: a number that turned into a text upstream. Only where the model's
// `wrong_type` is "missing" do such rows come this far, marked (config/missing_value.h); else their lines are refused, and counted as such.
// By share_limit.h.

#include "config/catalogue.h"
#include "config/missing_value.h"
#include "detectors/quality/share_check.h"

namespace driftd::detectors {

struct IsWrongType : PlainProperty<QualityInput::values> {
  using PlainProperty::PlainProperty;
  static constexpr const char* kWhat = "of a wrong type";
  static bool is_bad(double value) { return config::is_wrong_type(value); }
};

using WrongType = ShareCheck<IsWrongType>;

void declare_wrong_type(config::Catalogue<QualityCheckPointer>& catalogue);

}  // namespace driftd::detectors
