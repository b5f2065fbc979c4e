#include "daemon/registry/registry.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "daemon/registry/artefact_folder.h"
#include "daemon/registry/durable_file.h"

namespace driftd::registry {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporaryPrefix = ".new-";
constexpr std::string_view kHalfManifest = "manifest.json.new";

std::optional<std::uint64_t> version_of(const std::string& name) {
  std::uint64_t version = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), version);
  if (error != std::errc() || end != name.data() + name.size() || version == 0 || name.front() == '0') return std::nullopt;
  return version;
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(fs::symlink_status(path, error));
}

bool stands(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

/// By name, so that what is told of a folder does not depend on the disk. Empty where it cannot be read.
std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) found.push_back(at->path());
  std::ranges::sort(found);
  return found;
}

std::expected<void, std::string> check_draft(const Manifest& draft) {
  if (!is_model_name(draft.model)) return std::unexpected("\"" + draft.model + "\" is no model's name");
  if (draft.version == 0) return std::unexpected(draft.model + ": versions count from 1, version 0 cannot be installed");
  if (!is_file_name(draft.main))
    return std::unexpected(draft.model + ": \"" + draft.main + "\" cannot be the name of an artefact's main file");
  return {};
}

std::expected<void, std::string> compare(const FileDigests& expected, const FileDigests& found) {
  for (const auto& [file, digest] : expected) {
    const auto it = found.find(file);
    if (it == found.end()) return std::unexpected("lacks the file " + file);
    if (it->second != digest) {
      return std::unexpected(fmt::format("{} has {} bytes and SHA-256 {}, {} bytes and {} were expected", file, it->second.bytes,
                                         it->second.sha256, digest.bytes, digest.sha256));
    }
  }
  return {};
}

}  // namespace

Registry::Registry(fs::path folder) : folder_(std::move(folder)) {}

fs::path Registry::folder_of(std::string_view model, std::uint64_t version) const {
  return folder_ / model / std::to_string(version);
}

std::expected<Manifest, std::string> Registry::install(const Manifest& draft, const fs::path& source) {
  if (auto fit = check_draft(draft); !fit) return std::unexpected(fit.error());
  const std::lock_guard lock(installing_);
  const fs::path target = folder_of(draft.model, draft.version);
  const fs::path model_folder = target.parent_path();
  if (stands(target / kManifestName)) return install_again(draft, source);

  const fs::path temporary = model_folder / (std::string(kTemporaryPrefix) + std::to_string(draft.version));
  std::error_code error;
  for (const fs::path& leftover : {temporary, target}) {
    fs::remove_all(leftover, error);
    if (error) return std::unexpected("cannot remove what a crash left at " + leftover.string() + ": " + error.message());
  }
  if (auto made = ensure_folder(temporary); !made) return std::unexpected(made.error());

  Manifest manifest = draft;
  manifest.format_version = kManifestFormat;
  const auto finished = [&]() -> std::expected<void, std::string> {
    auto copied = copy_artefact(source, temporary);
    if (!copied) return std::unexpected(copied.error());
    if (auto same = compare(draft.files, *copied); !same) return std::unexpected(source.string() + ": " + same.error());
    if (!copied->contains(draft.main)) return std::unexpected(source.string() + " lacks the main file " + draft.main);
    manifest.files = std::move(*copied);
    // What is written must be readable again: a text too long is found here and not after a restart.
    if (auto read = parse_manifest(to_text(manifest)); !read) return std::unexpected("the manifest would not be readable: " + read.error());
    if (auto renamed = rename_entry(temporary, target); !renamed) return renamed;
    if (auto synced = sync_folder(model_folder); !synced) return synced;
    return write_durably(target / kManifestName, to_text(manifest));
  }();
  if (!finished) {
    fs::remove(target / kManifestName, error);  // first: it must not vouch for what may not be durable
    fs::remove_all(target, error);
    fs::remove_all(temporary, error);
    return std::unexpected(finished.error());
  }
  return manifest;
}

/// The version stands already; is it this one? Its names are synced again, since the crash that brings us here may have come before that.
std::expected<Manifest, std::string> Registry::install_again(const Manifest& draft, const fs::path& source) const {
  auto standing = find(draft.model, draft.version);
  if (!standing) return std::unexpected(standing.error() + "; move the folder away and install again");
  const auto offered = digest_artefact(source);
  if (!offered) return std::unexpected(offered.error());
  if (auto same = compare(draft.files, *offered); !same) return std::unexpected(source.string() + ": " + same.error());
  if (*offered != standing->manifest.files || draft.main != standing->manifest.main || draft.format != standing->manifest.format) {
    return std::unexpected(fmt::format("{} version {} is installed with other files; a version never changes, install under a new number",
                                       draft.model, draft.version));
  }
  for (const fs::path& folder : {standing->folder, standing->folder.parent_path()}) {
    if (auto synced = sync_folder(folder); !synced) return std::unexpected(synced.error());
  }
  return standing->manifest;
}

std::expected<Manifest, std::string> Registry::read_manifest(const fs::path& folder, std::string_view model, std::uint64_t version) const {
  if (!is_folder(folder)) return std::unexpected(fmt::format("{} has no version {}", model, version));
  if (!stands(folder / kManifestName)) {
    return std::unexpected(folder.string() + " has no manifest: its install was cut short, and is finished when the daemon starts");
  }
  const auto text = read_text(folder / kManifestName, kMostManifestBytes);
  if (!text) return std::unexpected(text.error());
  auto manifest = parse_manifest(*text);
  if (!manifest) return std::unexpected((folder / kManifestName).string() + ": " + manifest.error());
  if (manifest->model != model || manifest->version != version) {
    return std::unexpected(
        fmt::format("{} is the manifest of {} version {}; it was moved here", folder.string(), manifest->model, manifest->version));
  }
  return manifest;
}

std::expected<Installed, std::string> Registry::find(std::string_view model, std::uint64_t version) const {
  if (!is_model_name(model)) return std::unexpected("that is no model's name");
  const fs::path folder = folder_of(model, version);
  auto manifest = read_manifest(folder, model, version);
  if (!manifest) return std::unexpected(manifest.error());
  for (const auto& [file, expected] : manifest->files) {
    const auto found = sha256_of_file(folder / file);
    if (!found) return std::unexpected(found.error());
    if (auto same = compare({{file, expected}}, {{file, *found}}); !same) return std::unexpected(folder.string() + ": " + same.error());
  }
  return Installed{.manifest = std::move(*manifest), .folder = folder};
}

std::vector<Manifest> Registry::versions(std::string_view model) const {
  std::vector<Manifest> whole;
  if (!is_model_name(model)) return whole;
  for (const fs::path& entry : entries(folder_ / model)) {
    const auto version = version_of(entry.filename().string());
    if (!version) continue;
    auto manifest = read_manifest(entry, model, *version);
    if (!manifest) continue;
    const bool holds = std::ranges::all_of(manifest->files, [&](const auto& file) {
      const auto found = digest_of(entry / file.first);
      return found && *found == file.second;
    });
    if (holds) whole.push_back(std::move(*manifest));
  }
  std::ranges::sort(whole, {}, &Manifest::version);
  return whole;
}

std::expected<FileDigest, std::string> Registry::digest_of(const fs::path& file) const {
  struct stat facts{};
  if (::lstat(file.c_str(), &facts) != 0) return std::unexpected("cannot look at " + file.string());
  const Stamp stamp{.inode = facts.st_ino,
                    .bytes = static_cast<std::uint64_t>(facts.st_size),
                    .changed = static_cast<std::int64_t>(facts.st_ctim.tv_sec) * 1'000'000'000 + facts.st_ctim.tv_nsec};
  {
    const std::lock_guard lock(seen_guard_);
    if (const auto seen = seen_.find(file); seen != seen_.end() && seen->second.stamp == stamp) return seen->second.digest;
  }
  auto digest = sha256_of_file(file);
  if (digest) {
    const std::lock_guard lock(seen_guard_);
    seen_.insert_or_assign(file, Seen{.stamp = stamp, .digest = *digest});
  }
  return digest;
}

std::vector<std::string> Registry::verify() const {
  std::vector<std::string> complaints;
  for (const fs::path& entry : entries(folder_)) {
    if (is_folder(entry) && is_model_name(entry.filename().string())) {
      verify_model(entry, complaints);
    } else {
      complaints.push_back(entry.string() + " does not belong here: only folders named after models do; move it away");
    }
  }
  return complaints;
}

void Registry::verify_model(const fs::path& folder, std::vector<std::string>& complaints) const {
  for (const fs::path& entry : entries(folder)) {
    const std::string name = entry.filename().string();
    if (name.starts_with(kTemporaryPrefix)) {
      complaints.push_back(entry.string() + " was left by an install that a crash cut short; the daemon removes it when it starts");
      continue;
    }
    const auto version = version_of(name);
    if (!version) {
      complaints.push_back(entry.string() + " does not belong here: only folders named after versions do; move it away");
      continue;
    }
    const auto whole = find(folder.filename().string(), *version);
    if (!whole) {
      complaints.push_back(whole.error());
      continue;
    }
    for (const fs::path& file : entries(entry)) {
      const std::string file_name = file.filename().string();
      if (file_name == kManifestName || whole->manifest.files.contains(file_name)) continue;
      complaints.push_back(file.string() + " is not in the manifest; move it away");
    }
  }
}

void Registry::sweep() {
  const std::lock_guard lock(installing_);
  std::error_code ignored;
  for (const fs::path& model : entries(folder_)) {
    if (!is_folder(model) || !is_model_name(model.filename().string())) continue;
    std::uint64_t newest = 0;
    for (const fs::path& entry : entries(model)) {
      const auto version = version_of(entry.filename().string());
      if (version && stands(entry / kManifestName)) newest = std::max(newest, *version);
    }
    for (const fs::path& entry : entries(model)) {
      const std::string name = entry.filename().string();
      const auto version = version_of(name);
      const bool half =
          version && is_folder(entry) && *version > newest;  // an older one has lost its manifest otherwise: not ours to remove
      if (name.starts_with(kTemporaryPrefix) || half) fs::remove_all(entry, ignored);
      if (version && is_folder(entry)) fs::remove(entry / kHalfManifest, ignored);
    }
  }
}

}  // namespace driftd::registry
