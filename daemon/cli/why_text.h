#pragma once

// The chain behind a version as a page for people: a section a link, and what did not happen below.

#include <string>

#include "config/json.h"

namespace driftd::cli {

/// Of the JSON that app::why() makes.
std::string why_text(const config::Json& told);

}  // namespace driftd::cli
