#include "daemon/journal/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace driftd::journal {

std::expected<OpenFile, JournalError> OpenFile::open(const std::filesystem::path& path, int flags) {
  OpenFile file;
  file.path_ = path;
  file.descriptor_ = ::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP);
  if (file.descriptor_ < 0) return system_failure("open " + path.string(), errno);
  return file;
}

OpenFile::OpenFile(OpenFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::expected<std::uint64_t, JournalError> OpenFile::bytes() const {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) return system_failure("measure " + path_.string(), errno);
  return static_cast<std::uint64_t>(status.st_size);
}

std::expected<void, JournalError> OpenFile::read_at(std::span<std::byte> into, std::uint64_t offset) const {
  while (!into.empty()) {
    const ssize_t count = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_failure("read " + path_.string(), errno);
    if (count == 0) return std::unexpected(JournalError{.message = path_.string() + " is too short", .code = EILSEQ});
    into = into.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

std::expected<void, JournalError> OpenFile::write_at(FileCalls& calls, std::span<const std::byte> bytes, std::uint64_t offset) const {
  while (!bytes.empty()) {
    const ssize_t count = calls.write_at(descriptor_, bytes, offset);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      return system_failure("write " + std::to_string(bytes.size()) + " bytes to " + path_.string() + " at byte " + std::to_string(offset),
                            count < 0 ? errno : EIO);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

std::expected<void, JournalError> OpenFile::sync_data(FileCalls& calls) const {
  if (calls.sync_data(descriptor_) != 0) return system_failure("make " + path_.string() + " durable (fdatasync)", errno);
  return {};
}

std::expected<void, JournalError> OpenFile::sync(FileCalls& calls) const {
  if (calls.sync(descriptor_) != 0) return system_failure("make " + path_.string() + " durable (fsync)", errno);
  return {};
}

std::expected<void, JournalError> OpenFile::reserve(FileCalls& calls, std::uint64_t bytes) const {
  while (calls.reserve(descriptor_, bytes) != 0) {
    if (errno != EINTR) return system_failure("reserve " + std::to_string(bytes) + " bytes for " + path_.string(), errno);
  }
  return {};
}

std::expected<void, JournalError> sync_folder(FileCalls& calls, const std::filesystem::path& folder) {
  const auto file = OpenFile::open(folder, O_RDONLY | O_DIRECTORY);
  if (!file) return std::unexpected(file.error());
  return file->sync(calls);
}

std::expected<void, JournalError> rename_file(FileCalls& calls, const std::filesystem::path& from, const std::filesystem::path& to) {
  if (calls.rename(from.c_str(), to.c_str()) != 0) return system_failure("rename " + from.string() + " to " + to.string(), errno);
  return {};
}

}  // namespace driftd::journal
