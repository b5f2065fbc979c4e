#pragma once

// What lies in a journal's folder, told by the names: `<base, 16 hex digits>.segment`, `.spare` (released, waiting to be recycled) and
// `.new` (a segment that was being made when the power went away: it holds nothing yet). Other files are left alone.

#include <filesystem>
#include <vector>

#include "daemon/journal/journal_error.h"
#include "daemon/journal/position.h"

namespace driftd::journal {

struct FolderListing {
  std::vector<std::filesystem::path> segments;  ///< by base, oldest first
  std::vector<std::filesystem::path> spares;
  std::vector<std::filesystem::path> unfinished;
};

std::filesystem::path segment_path(const std::filesystem::path& folder, Position base);
std::filesystem::path spare_path(const std::filesystem::path& folder, Position base);
std::filesystem::path unfinished_path(const std::filesystem::path& folder, Position base);

std::expected<FolderListing, JournalError> list_segments(const std::filesystem::path& folder);

}  // namespace driftd::journal
