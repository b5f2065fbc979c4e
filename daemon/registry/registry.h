#pragma once

// The versions of every model on disk: <folder>/<model>/<version>/ with the artefact's files and a manifest (manifest.h).
//
// A version comes about in steps, each durable before the next: the files are copied to <folder>/<model>/.new-<version>/, that folder is
// renamed to <version>, the manifest appears in it. Whoever looks believes only a manifest whose hashes hold, so that a crash after any
// step leaves either the whole version or none, and installing again finishes what a crash cut short.
//
// Safe to use from several threads; one process at a time may install.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/registry/manifest.h"

namespace driftd::registry {

struct Installed {
  Manifest manifest;
  std::filesystem::path folder;  // holds the manifest's files
};

class Registry {
 public:
  /// Touches nothing yet; the first install makes the folder.
  explicit Registry(std::filesystem::path folder);

  /// Copies `source` (regular files only, kMostFiles and kMostBytes at most) into the version that the draft names. The draft's files are
  /// what the caller expects: empty for whatever is there, else the copy must match those that it lists. Installing what already stands
  /// there again is a success and returns the manifest that stands; other files under the same version are an error.
  std::expected<Manifest, std::string> install(const Manifest& draft, const std::filesystem::path& source);

  /// Reads and hashes every file before it answers.
  std::expected<Installed, std::string> find(std::string_view model, std::uint64_t version) const;

  /// Oldest first, whole ones only. A file is hashed when first seen and again when it was touched since.
  std::vector<Manifest> versions(std::string_view model) const;

  /// Every complaint about what lies in the folder, hashes included; none: it is whole.
  std::vector<std::string> verify() const;

  /// Removes what a crash left of an install: temporary folders and files, and a version newer than every whole one that has no manifest.
  /// To be called before the first install.
  void sweep();

 private:
  /// What a file's inode says; while it stays the same, so do the bytes.
  struct Stamp {
    std::uint64_t inode = 0;
    std::uint64_t bytes = 0;
    std::int64_t changed = 0;  // ctime, ns
    bool operator==(const Stamp&) const = default;
  };
  struct Seen {
    Stamp stamp;
    FileDigest digest;
  };

  std::filesystem::path folder_of(std::string_view model, std::uint64_t version) const;
  std::expected<FileDigest, std::string> digest_of(const std::filesystem::path& file) const;
  std::expected<Manifest, std::string> read_manifest(const std::filesystem::path& folder, std::string_view model,
                                                     std::uint64_t version) const;
  std::expected<Manifest, std::string> install_again(const Manifest& draft, const std::filesystem::path& source) const;
  void verify_model(const std::filesystem::path& folder, std::vector<std::string>& complaints) const;

  std::filesystem::path folder_;
  std::mutex installing_;
  mutable std::mutex seen_guard_;
  mutable std::map<std::filesystem::path, Seen> seen_;
};

}  // namespace driftd::registry
