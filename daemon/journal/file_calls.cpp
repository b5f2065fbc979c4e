#include "daemon/journal/file_calls.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace driftd::journal {

ssize_t FileCalls::write_at(int file, std::span<const std::byte> bytes, std::uint64_t offset) {
  return ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
}

int FileCalls::sync_data(int file) {
  return ::fdatasync(file);
}

int FileCalls::sync(int file) {
  return ::fsync(file);
}

int FileCalls::reserve(int file, std::uint64_t bytes) {
  if (::fallocate(file, 0, 0, static_cast<off_t>(bytes)) == 0) return 0;
  if (errno != EOPNOTSUPP) return -1;
  return ::ftruncate(file,
                     static_cast<off_t>(bytes));  // no promise of blocks here: a full disk then shows at the write, which is handled too
}

int FileCalls::rename(const char* from, const char* to) {
  return std::rename(from, to);
}

FileCalls& FileCalls::system() {
  static FileCalls calls;
  return calls;
}

}  // namespace driftd::journal
