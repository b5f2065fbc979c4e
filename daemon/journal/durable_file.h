#pragma once

// A file that is either there with all its bytes or not there at all: written beside its place, synced, renamed into it, and the folder
// synced, since a name lives in the folder. None of these calls repeats a failed sync: the kernel forgets the pages it could not write,
// so a second fsync would answer yes to bytes that are gone (Rebello et al. 2020, "Can applications recover from fsync failures?").

#include <filesystem>
#include <span>

#include "daemon/journal/file_calls.h"
#include "daemon/journal/journal_error.h"

namespace driftd::journal {

/// An open file, closed on destruction.
class OpenFile {
 public:
  OpenFile() = default;
  static std::expected<OpenFile, JournalError> open(const std::filesystem::path& path, int flags);
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;
  ~OpenFile();

  int descriptor() const { return descriptor_; }
  std::expected<std::uint64_t, JournalError> bytes() const;
  /// Fills all of `into` from `offset`; a shorter file is an error.
  std::expected<void, JournalError> read_at(std::span<std::byte> into, std::uint64_t offset) const;
  /// Continues short writes and interrupted ones.
  std::expected<void, JournalError> write_at(FileCalls& calls, std::span<const std::byte> bytes, std::uint64_t offset) const;
  std::expected<void, JournalError> sync_data(FileCalls& calls) const;
  std::expected<void, JournalError> sync(FileCalls& calls) const;
  std::expected<void, JournalError> reserve(FileCalls& calls, std::uint64_t bytes) const;

 private:
  int descriptor_ = -1;
  std::filesystem::path path_;
};

std::expected<void, JournalError> sync_folder(FileCalls& calls, const std::filesystem::path& folder);
std::expected<void, JournalError> rename_file(FileCalls& calls, const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace driftd::journal
