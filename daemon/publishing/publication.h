#pragma once

// One version on its way to one place outside. Each may be done twice with the same result as once: after a crash nobody knows how far the
// first time came.

#include <atomic>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <string>

#include "daemon/engine/publish_settings.h"

namespace driftd::publishing {

/// A version as it stands in the registry.
struct Version {
  std::string model;
  std::uint64_t number = 0;
  std::filesystem::path folder;
};

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// Sends a request; an error where no answer came. `url` is "http://host:port".
using Request = std::function<std::expected<HttpAnswer, std::string>(const std::string& url, const std::string& method,
                                                                     const std::string& target, const std::string& body)>;

/// Puts the version into `base`/NUMBER: copied beside under a hidden name, the file that is served last, synced, renamed. Versions of the
/// same model above it, which were promoted later and rolled back, are taken away, since whoever watches such a folder serves the highest
/// number.
std::expected<void, std::string> publish_to_folder(const std::filesystem::path& base, const Version& version);

/// Tells Triton to load the model anew, where a repository is named behind putting the version there.
std::expected<void, std::string> publish_to_triton(const engine::TritonTarget& target, const Version& version, const Request& request);

/// A version of the registered model, tagged with driftd's number so that it is made once, and the alias on it.
std::expected<void, std::string> publish_to_mlflow(const engine::MlflowTarget& target, const Version& version, const Request& request);

/// Runs the program; `scratch` becomes its working directory and takes its output. 10 minutes at most.
std::expected<void, std::string> publish_by_command(const std::vector<std::string>& command, const Version& version,
                                                    const std::filesystem::path& scratch, const std::atomic<bool>& cancelled);

}  // namespace driftd::publishing
