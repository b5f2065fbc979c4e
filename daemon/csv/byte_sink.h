#pragma once

// A file that is written once from its start, gzip (RFC 1952) where its name ends in ".gz". The same bytes in give the same file out: the
// gzip header bears neither a time nor a name.

#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace driftd::csv {

class ByteSink {
 public:
  virtual ~ByteSink() = default;

  /// Replaces a file of that name. Errors, here and below, name the path.
  static std::expected<std::unique_ptr<ByteSink>, std::string> create(const std::filesystem::path& path);

  virtual std::expected<void, std::string> write(std::string_view bytes) = 0;

  /// Completes the file; without it a gzip file is cut short. Nothing may be written after it.
  virtual std::expected<void, std::string> finish() = 0;
};

}  // namespace driftd::csv
