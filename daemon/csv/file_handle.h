#pragma once

// An open file that is closed with its owner.

#include <unistd.h>

#include <utility>

namespace driftd::csv {

class FileHandle {
 public:
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  FileHandle(FileHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  FileHandle& operator=(FileHandle&&) = delete;
  ~FileHandle() { close(); }

  bool is_open() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

  /// False where the operating system reports a write that failed late (a full disk over a network, say).
  bool close() { return !is_open() || ::close(std::exchange(descriptor_, -1)) == 0; }

 private:
  int descriptor_;
};

}  // namespace driftd::csv
