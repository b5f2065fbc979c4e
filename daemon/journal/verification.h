#pragma once

// Reads a whole journal without changing it, for `driftd check --state`. Meant for a daemon at rest: beside a running one the last segment
// may be caught in the middle of a commit, which shows as a torn end.

#include <filesystem>
#include <string>
#include <vector>

#include "daemon/journal/recovery.h"

namespace driftd::journal {

struct Verification {
  std::uint64_t segments = 0;
  std::uint64_t records = 0;  ///< whole ones
  std::uint64_t bytes = 0;    ///< of records, with their headers
  Position begin = 0;
  Position end = 0;
  std::optional<Cut> torn;              ///< what opening would cut; no damage
  std::vector<std::string> complaints;  ///< empty: the journal is whole
};

/// All damage there is, not only the first. Error: the folder cannot be read.
std::expected<Verification, JournalError> verify(const std::filesystem::path& folder);

}  // namespace driftd::journal
