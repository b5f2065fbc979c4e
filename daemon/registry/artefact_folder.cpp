#include "daemon/registry/artefact_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <vector>

#include "daemon/registry/durable_file.h"

namespace driftd::registry {
namespace {

namespace fs = std::filesystem;

std::expected<std::vector<std::string>, std::string> names_in(const fs::path& source) {
  std::vector<std::string> names;
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::directory_iterator at(source, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code unreadable;
    if (!fs::is_regular_file(at->symlink_status(unreadable))) {
      return std::unexpected(at->path().string() + " is not a regular file; an artefact is made of plain files, without folders or links");
    }
    if (!is_file_name(name)) {
      return std::unexpected(at->path().string() +
                             " has a name that an artefact's file cannot have; use letters, digits, '_', '-' and '.', and not " +
                             std::string(kManifestName));
    }
    if (names.size() == kMostFiles) return std::unexpected(fmt::format("{} holds more than {} files", source.string(), kMostFiles));
    const auto size = at->file_size(unreadable);
    if (unreadable || size > kMostBytes - bytes) {
      return std::unexpected(
          fmt::format("{} is too large: an artefact's files may have {} bytes together", at->path().string(), kMostBytes));
    }
    bytes += size;
    names.push_back(name);
  }
  if (error) return std::unexpected("cannot read the folder " + source.string() + ": " + error.message());
  if (names.empty()) return std::unexpected(source.string() + " is empty: there is nothing to install");
  std::ranges::sort(names);
  return names;
}

template <class Take>
std::expected<FileDigests, std::string> for_each_file(const fs::path& source, Take take) {
  const auto names = names_in(source);
  if (!names) return std::unexpected(names.error());
  FileDigests digests;
  std::uint64_t left = kMostBytes;
  for (const std::string& name : *names) {
    const std::expected<FileDigest, std::string> digest = take(name, left);
    if (!digest) return std::unexpected(digest.error());
    left -= std::min(left, digest->bytes);
    digests.emplace(name, *digest);
  }
  return digests;
}

}  // namespace

std::expected<FileDigests, std::string> copy_artefact(const fs::path& source, const fs::path& target) {
  auto digests =
      for_each_file(source, [&](const std::string& name, std::uint64_t left) { return copy_durably(source / name, target / name, left); });
  if (!digests) return digests;
  if (auto synced = sync_folder(target); !synced) return std::unexpected(synced.error());
  return digests;
}

std::expected<FileDigests, std::string> digest_artefact(const fs::path& source) {
  return for_each_file(source, [&](const std::string& name, std::uint64_t) { return sha256_of_file(source / name); });
}

}  // namespace driftd::registry
