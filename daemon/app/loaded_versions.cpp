#include "daemon/app/loaded_versions.h"

#include "daemon/training/artefact.h"

namespace driftd::app {

namespace {
constexpr std::size_t kMostVersions = 64;
}

std::expected<updaters::ModelPointer, std::string> LoadedVersions::get(const std::string& model, std::uint64_t number,
                                                                       const config::ModelSchema& schema) {
  const std::pair key(model, number);
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = versions_.find(key); known != versions_.end()) return known->second;
  }
  const auto found = registry_.find(model, number);
  if (!found) return std::unexpected(found.error());
  auto read = training::read_artefact(found->folder / found->manifest.main, found->manifest.format, schema);
  if (!read) return read;
  const std::lock_guard lock(mutex_);
  if (versions_.size() >= kMostVersions) versions_.clear();
  versions_.emplace(key, *read);
  return read;
}

}  // namespace driftd::app
