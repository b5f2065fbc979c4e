#pragma once

// What an operator writes of the quality of the data: which checks look at which features, and what becomes of a value that is of a wrong
// type.

#include <string>
#include <vector>

#include "config/features.h"
#include "detectors/catalogue.h"

namespace driftd::engine {

/// A row in which a feature is null, left out or of another type: its line is refused, or taken with the value missing.
enum class WrongType : std::uint8_t { refuse, missing };

struct QualityRule {
  config::Chosen<detectors::QualityCheckPointer> check;
  std::vector<std::string> only;  // of the features; empty: all that the check can take
};

/// Those that real drift does not set off: not out_of_range and not new_categories, which are for features that an operator knows to be
/// closed.
std::vector<QualityRule> default_quality_rules();

config::Shape<std::vector<QualityRule>> quality_shape();
config::Shape<WrongType> wrong_type_shape();

/// Names that no feature has, and features named for a check that looks at none.
void check_quality(const std::vector<QualityRule>& rules, const config::Features& features, const std::string& path,
                   config::Problems& problems);

}  // namespace driftd::engine
