#pragma once

// One folder, one daemon: an flock on the file `lock`, which the kernel lets go of when the process ends, however it ends. The process's
// number stands in the file for whoever finds it held.

#include <filesystem>

#include "daemon/journal/durable_file.h"

namespace driftd::journal {

class FolderLock {
 public:
  static std::expected<FolderLock, JournalError> take(const std::filesystem::path& folder);

 private:
  explicit FolderLock(OpenFile file) : file_(std::move(file)) {}
  OpenFile file_;
};

}  // namespace driftd::journal
