#include "daemon/journal/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>

namespace driftd::journal {

namespace {

std::string holder(const OpenFile& file) {
  std::array<char, 20> text{};
  const ssize_t count = ::pread(file.descriptor(), text.data(), text.size(), 0);
  const auto* const first = text.begin();
  const auto* const last =
      std::find_if_not(first, first + std::max<ssize_t>(count, 0), [](unsigned char c) { return std::isdigit(c) != 0; });
  return first == last ? std::string("another process") : "process " + std::string(first, last);
}

}  // namespace

std::expected<FolderLock, JournalError> FolderLock::take(const std::filesystem::path& folder) {
  auto file = OpenFile::open(folder / "lock", O_RDWR | O_CREAT);
  if (!file) return std::unexpected(std::move(file.error()));
  if (::flock(file->descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_failure("lock " + folder.string(), errno);
    return std::unexpected(JournalError{.message = folder.string() + " is in use by " + holder(*file) +
                                                   ": two daemons cannot share one state; stop that one or give this one another state_dir",
                                        .code = EBUSY});
  }
  const std::string number = std::to_string(::getpid()) + "\n";
  // The number is only a courtesy: a full disk must not keep a daemon from its lock.
  [[maybe_unused]] const bool told =
      ::ftruncate(file->descriptor(), 0) == 0 && ::pwrite(file->descriptor(), number.data(), number.size(), 0) > 0;
  return FolderLock(std::move(*file));
}

}  // namespace driftd::journal
