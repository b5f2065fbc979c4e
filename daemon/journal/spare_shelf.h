#pragma once

// Released segment files, kept to be recycled: writing over blocks that exist costs the file system no bookkeeping at each fdatasync, which
// nearly doubles the write path. A file is handed out only when no reader holds its old segment any more.

#include <filesystem>
#include <optional>
#include <vector>

#include "daemon/journal/segment.h"

namespace driftd::journal {

class SpareShelf {
 public:
  SpareShelf(FileCalls& calls, std::filesystem::path folder, std::uint64_t segment_bytes, std::size_t most);

  /// A spare that an earlier process left; removed when it does not fit.
  void adopt(const std::filesystem::path& path);
  /// Takes the released segment's file out of the log, onto the shelf or away.
  std::expected<void, JournalError> put(const Segment& segment);
  std::optional<std::filesystem::path> take();
  std::uint64_t bytes() const { return spares_.size() * segment_bytes_; }

 private:
  struct Spare {
    std::filesystem::path path;
    std::shared_ptr<const std::atomic<bool>> free;
  };

  FileCalls* calls_;
  std::filesystem::path folder_;
  std::uint64_t segment_bytes_;
  std::size_t most_;
  std::vector<Spare> spares_;
};

}  // namespace driftd::journal
