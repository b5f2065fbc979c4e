#pragma once

// Versions of the registry as models, those asked for last: who serves, compares or rolls back does not read an artefact twice.

#include <cstdint>
#include <expected>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "config/features.h"
#include "daemon/registry/registry.h"
#include "updaters/models/model.h"

namespace driftd::app {

class LoadedVersions {
 public:
  explicit LoadedVersions(const registry::Registry& registry) : registry_(registry) {}

  /// From any thread; who finds it here waits for nobody's reading. Error: there is no such version, or its artefact cannot be read, or
  /// does not answer what the schema asks.
  std::expected<updaters::ModelPointer, std::string> get(const std::string& model, std::uint64_t number, const config::ModelSchema& schema);

 private:
  const registry::Registry& registry_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::uint64_t>, updaters::ModelPointer> versions_;
};

}  // namespace driftd::app
