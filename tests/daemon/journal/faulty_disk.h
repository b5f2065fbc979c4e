#pragma once

// A disk that fails when told to.

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "daemon/journal/file_calls.h"

namespace driftd::journal {

class FaultyDisk : public FileCalls {
 public:
  int fail_write = 0;      ///< the next write fails with this errno
  int fail_sync_data = 0;  ///< likewise
  int fail_sync = 0;
  int fail_reserve = 0;
  int fail_rename = 0;
  std::size_t most_at_once = SIZE_MAX;  ///< longest write that is taken in one piece
  int interruptions = 0;                ///< this many writes are interrupted by a signal
  int writes = 0, data_syncs = 0, syncs = 0;

  ssize_t write_at(int file, std::span<const std::byte> bytes, std::uint64_t offset) override {
    ++writes;
    if (interruptions > 0) {
      --interruptions;
      return fail(EINTR);
    }
    if (fail_write != 0) return fail(std::exchange(fail_write, 0));
    return FileCalls::write_at(file, bytes.first(std::min(bytes.size(), most_at_once)), offset);
  }
  int sync_data(int file) override {
    ++data_syncs;
    return fail_sync_data != 0 ? fail(std::exchange(fail_sync_data, 0)) : FileCalls::sync_data(file);
  }
  int sync(int file) override {
    ++syncs;
    return fail_sync != 0 ? fail(std::exchange(fail_sync, 0)) : FileCalls::sync(file);
  }
  int reserve(int file, std::uint64_t bytes) override {
    return fail_reserve != 0 ? fail(std::exchange(fail_reserve, 0)) : FileCalls::reserve(file, bytes);
  }
  int rename(const char* from, const char* to) override {
    return fail_rename != 0 ? fail(std::exchange(fail_rename, 0)) : FileCalls::rename(from, to);
  }

 private:
  static int fail(int code) {
    errno = code;
    return -1;
  }
};

}  // namespace driftd::journal
