#pragma once

// The bytes of a file, decompressed where the file is gzip (RFC 1952). Which of the two it is, its first two bytes say, not its name.
// Memory is bounded by two buffers, however far the file expands.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace driftd::csv {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// A file, or a pipe. The error names the path.
  static std::expected<std::unique_ptr<ByteSource>, std::string> open(const std::filesystem::path& path);

  /// Fills a part of `into` (not empty), at least one byte; 0 at the end. The error does not name the path.
  virtual std::expected<std::size_t, std::string> read(std::span<char> into) = 0;

  /// Bytes of the file itself, compressed where it is, that were taken in so far.
  virtual std::uint64_t bytes_read() const = 0;
  /// Bytes of the whole file when it was opened; 0 where that is unknown (a pipe).
  virtual std::uint64_t bytes_total() const = 0;
};

}  // namespace driftd::csv
