#include <algorithm>
#include <charconv>
#include <system_error>

#include "daemon/publishing/publication.h"
#include "daemon/registry/durable_file.h"
#include "daemon/registry/manifest.h"

namespace driftd::publishing {
namespace {

namespace fs = std::filesystem;

std::expected<registry::Manifest, std::string> manifest_of(const fs::path& folder) {
  const auto text = registry::read_text(folder / registry::kManifestName, registry::kMostManifestBytes);
  if (!text) return std::unexpected(text.error());
  return registry::parse_manifest(*text);
}

std::expected<void, std::string> copy_files(const fs::path& from, const fs::path& to, const registry::Manifest& manifest) {
  if (auto made = registry::ensure_folder(to); !made) return made;
  std::vector<std::string> files;
  for (const auto& [file, digest] : manifest.files) {
    if (file != manifest.main) files.push_back(file);
  }
  files.emplace_back(registry::kManifestName);
  files.push_back(manifest.main);  // last: it makes the version visible to those who look into folders that are not finished
  for (const std::string& file : files) {
    if (auto copied = registry::copy_durably(from / file, to / file, registry::kMostBytes); !copied) return std::unexpected(copied.error());
  }
  return registry::sync_folder(to);
}

std::expected<void, std::string> take_away(const fs::path& folder) {
  const fs::path gone = folder.parent_path() / (".driftd-gone-" + folder.filename().string());
  std::error_code error;
  fs::remove_all(gone, error);
  if (auto renamed = registry::rename_entry(folder, gone); !renamed) return renamed;
  fs::remove_all(gone, error);
  return {};
}

std::expected<void, std::string> take_later_versions_away(const fs::path& base, const Version& version) {
  std::error_code error;
  std::vector<fs::path> later;
  for (fs::directory_iterator at(base, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::uint64_t number = 0;
    const auto [stop, wrong] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (wrong != std::errc() || stop != name.data() + name.size() || number <= version.number) continue;
    const auto manifest = manifest_of(at->path());
    if (manifest && manifest->model == version.model) later.push_back(at->path());
  }
  for (const fs::path& folder : later) {
    if (auto taken = take_away(folder); !taken) return taken;
  }
  return {};
}

}  // namespace

std::expected<void, std::string> publish_to_folder(const fs::path& base, const Version& version) {
  const auto manifest = manifest_of(version.folder);
  if (!manifest) return std::unexpected(manifest.error());
  if (auto made = registry::ensure_folder(base); !made) return made;
  const fs::path target = base / std::to_string(version.number);
  std::error_code error;
  if (fs::exists(target, error)) {
    const auto there = manifest_of(target);
    if (!there || *there != *manifest) return std::unexpected(target.string() + " is there already and is not this version; move it away");
  } else {
    const fs::path beside = base / (".driftd-" + std::to_string(version.number));
    fs::remove_all(beside, error);
    if (auto copied = copy_files(version.folder, beside, *manifest); !copied) return copied;
    if (auto renamed = registry::rename_entry(beside, target); !renamed) return renamed;
    if (auto synced = registry::sync_folder(base); !synced) return synced;
  }
  return take_later_versions_away(base, version);
}

}  // namespace driftd::publishing
