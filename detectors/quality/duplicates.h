#pragma once

// The share of rows that came before, value for value, among the latest few thousand (recent_rows.h): a batch that was sent twice under new
// ids, a join that multiplies rows. (A row that is sent twice under one id is counted once anyway.) By share_limit.h.
//
// Rows of few and coarse features repeat by themselves, and more so in some weeks than in others, so that a share has to rise a lot: a
// resend is nearly all of its rows.

#include "config/catalogue.h"
#include "detectors/quality/share_check.h"

namespace driftd::detectors {

struct DuplicateParameters : ShareParameters {
  DuplicateParameters() { by = 0.5; }
};

struct IsDuplicate : PlainProperty<QualityInput::rows> {
  using PlainProperty::PlainProperty;
  static constexpr const char* kWhat = "sent before";
  static bool is_bad(double value) { return value > 0; }
};

using Duplicates = ShareCheck<IsDuplicate>;

void declare_duplicates(config::Catalogue<QualityCheckPointer>& catalogue);

}  // namespace driftd::detectors
