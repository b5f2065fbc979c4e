#pragma once

// SHA-256 (FIPS 180-4): the name that an artefact has by its bytes. Two files with the same digest are the same file for all purposes here,
// and one changed bit gives another digest.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace driftd::registry {

/// Takes bytes as they come.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  Sha256(Sha256&&) = delete;
  Sha256& operator=(Sha256&&) = delete;
  ~Sha256();

  void update(std::span<const std::byte> bytes);
  /// 64 lower-case hex digits; afterwards this object takes no more.
  std::string finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// What a file is, as far as anyone need know.
struct FileDigest {
  std::string sha256;  // 64 lower-case hex digits
  std::uint64_t bytes = 0;
  bool operator==(const FileDigest&) const = default;
};

std::string sha256_of(std::string_view bytes);

/// Reads the file in pieces. An error where it cannot be read or is no regular file (a link is none).
std::expected<FileDigest, std::string> sha256_of_file(const std::filesystem::path& path);

/// 64 lower-case hex digits?
bool is_sha256(std::string_view text);

}  // namespace driftd::registry
