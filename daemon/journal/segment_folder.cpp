#include "daemon/journal/segment_folder.h"

#include <fmt/format.h>
#include <algorithm>

namespace driftd::journal {

namespace {

std::filesystem::path named(const std::filesystem::path& folder, Position base, std::string_view ending) {
  return folder / fmt::format("{:016x}.{}", base, ending);
}

bool is_named_by_base(const std::filesystem::path& path) {
  const std::string stem = path.stem().string();
  return stem.size() == 16 && stem.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::filesystem::path segment_path(const std::filesystem::path& folder, Position base) {
  return named(folder, base, "segment");
}
std::filesystem::path spare_path(const std::filesystem::path& folder, Position base) {
  return named(folder, base, "spare");
}
std::filesystem::path unfinished_path(const std::filesystem::path& folder, Position base) {
  return named(folder, base, "new");
}

std::expected<FolderListing, JournalError> list_segments(const std::filesystem::path& folder) {
  FolderListing listing;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), last; !error && entry != last; entry.increment(error)) {
    const auto& path = entry->path();
    if (!is_named_by_base(path)) continue;
    if (path.extension() == ".segment") listing.segments.push_back(path);
    if (path.extension() == ".spare") listing.spares.push_back(path);
    if (path.extension() == ".new") listing.unfinished.push_back(path);
  }
  if (error) return system_failure("list " + folder.string(), error.value());
  std::ranges::sort(listing.segments);  // fixed-width hexadecimal: by name is by base
  return listing;
}

}  // namespace driftd::journal
