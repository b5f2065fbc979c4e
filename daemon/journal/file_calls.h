#pragma once

// The few system calls on which durability rests, as a port: a test puts a failing disk behind it. Each call answers as the system's does
// (-1 and errno), so that short writes, EINTR, ENOSPC and EIO can all be played.

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace driftd::journal {

class FileCalls {
 public:
  FileCalls() = default;
  FileCalls(const FileCalls&) = delete;
  FileCalls& operator=(const FileCalls&) = delete;
  FileCalls(FileCalls&&) = delete;
  FileCalls& operator=(FileCalls&&) = delete;
  virtual ~FileCalls() = default;

  virtual ssize_t write_at(int file, std::span<const std::byte> bytes, std::uint64_t offset);
  virtual int sync_data(int file);
  virtual int sync(int file);
  /// Gives the file its full length, with its blocks where the file system can promise them.
  virtual int reserve(int file, std::uint64_t bytes);
  virtual int rename(const char* from, const char* to);

  /// The real ones.
  static FileCalls& system();
};

}  // namespace driftd::journal
