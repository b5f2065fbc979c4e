#pragma once

// The share of values that are missing: a field that a client stopped sending, a join that finds nothing any more. Values of a wrong type
// are not among them (wrong_type.h). By share_limit.h.

#include "config/catalogue.h"
#include "config/missing_value.h"
#include "detectors/quality/share_check.h"

namespace driftd::detectors {

struct IsMissing : PlainProperty<QualityInput::values> {
  using PlainProperty::PlainProperty;
  static constexpr const char* kWhat = "missing";
  static bool is_bad(double value) { return config::is_absent(value) && !config::is_wrong_type(value); }
};

using Missing = ShareCheck<IsMissing>;

void declare_missing(config::Catalogue<QualityCheckPointer>& catalogue);

}  // namespace driftd::detectors
