#include "daemon/journal/spare_shelf.h"

#include <algorithm>
#include <utility>

#include "daemon/journal/segment_folder.h"

namespace driftd::journal {

SpareShelf::SpareShelf(FileCalls& calls, std::filesystem::path folder, std::uint64_t segment_bytes, std::size_t most)
    : calls_(&calls), folder_(std::move(folder)), segment_bytes_(segment_bytes), most_(most) {
  spares_.reserve(most_);
}

void SpareShelf::adopt(const std::filesystem::path& path) {
  std::error_code error;
  const bool fits = spares_.size() < most_ && std::filesystem::file_size(path, error) == segment_bytes_ && !error;
  if (fits) {
    spares_.push_back({.path = path, .free = std::make_shared<const std::atomic<bool>>(true)});
  } else {
    std::filesystem::remove(path, error);
  }
}

std::expected<void, JournalError> SpareShelf::put(const Segment& segment) {
  if (spares_.size() < most_ && segment.header().size == segment_bytes_) {
    auto path = spare_path(folder_, segment.base());
    if (auto done = rename_file(*calls_, segment.path(), path); !done) return done;
    spares_.push_back({.path = std::move(path), .free = segment.gone()});
    return {};
  }
  std::error_code error;
  std::filesystem::remove(segment.path(), error);
  if (error) return system_failure("remove " + segment.path().string(), error.value());
  return {};
}

std::optional<std::filesystem::path> SpareShelf::take() {
  const auto free = std::ranges::find_if(spares_, [](const Spare& spare) { return spare.free->load(std::memory_order_acquire); });
  if (free == spares_.end()) return std::nullopt;
  auto path = std::move(free->path);
  spares_.erase(free);
  return path;
}

}  // namespace driftd::journal
