#pragma once

// A request to a running daemon, as the commands make it.

#include <CLI/CLI.hpp>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "config/json.h"

namespace driftd::cli {

struct RequestOptions {
  std::string url;
  std::string config;
  std::string model;
  std::uint64_t limit = 20;
  bool json = false;
};

/// --url, --config and --json.
std::shared_ptr<RequestOptions> add_request_options(CLI::App* command);

/// The JSON that the daemon answered with; the error is for people. The daemon is the one named by --url, else the one that listens where
/// the configuration says, else the default. Throws CLI::ValidationError where the configuration cannot be read.
std::expected<config::Json, std::string> ask(const RequestOptions& options, const std::string& method, const std::string& path);

}  // namespace driftd::cli
