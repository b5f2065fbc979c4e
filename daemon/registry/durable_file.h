#pragma once

// Files that a power cut cannot take back: a file's bytes are durable after fsync of the file, its name after fsync of its folder. What
// must appear all at once is written under another name, synced, and renamed. A failed sync is never tried again: the kernel has forgotten
// the pages, so that a second one would say yes to bytes that are gone.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "daemon/registry/sha256.h"

namespace driftd::registry {

/// A descriptor, closed on destruction.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int number() const { return number_; }

 private:
  int number_;
};

/// A regular file, read from its beginning. Links, pipes and devices are refused, without waiting for a writer.
class ReadFile {
 public:
  static std::expected<ReadFile, std::string> open(const std::filesystem::path& path);
  /// How many bytes came; 0 at the end.
  std::expected<std::size_t, std::string> read(std::span<std::byte> into) const;

 private:
  ReadFile(Descriptor descriptor, std::filesystem::path path) : descriptor_(std::move(descriptor)), path_(std::move(path)) {}
  Descriptor descriptor_;
  std::filesystem::path path_;
};

/// Copies `from` to `to` (which must not be there), syncs it, and tells what was copied. At most `limit` bytes, else an error.
std::expected<FileDigest, std::string> copy_durably(const std::filesystem::path& from, const std::filesystem::path& to,
                                                    std::uint64_t limit);

/// Writes beside `path` (with ".new" behind its name), syncs, renames, syncs the folder: `path` is whole or not there.
std::expected<void, std::string> write_durably(const std::filesystem::path& path, std::string_view text);

/// The whole of a regular file of at most `limit` bytes.
std::expected<std::string, std::string> read_text(const std::filesystem::path& path, std::size_t limit);

std::expected<void, std::string> sync_folder(const std::filesystem::path& folder);
std::expected<void, std::string> rename_entry(const std::filesystem::path& from, const std::filesystem::path& to);
/// Makes the folder and those above it that lack, each durable under its name.
std::expected<void, std::string> ensure_folder(const std::filesystem::path& folder);

}  // namespace driftd::registry
