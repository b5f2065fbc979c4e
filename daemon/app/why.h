#pragma once

// Why is there this version? What the history tells of it (history/chain.h) and what the registry holds of it, as one JSON object: the same
// from a running daemon, over HTTP, and from the state folder of one that does not run.
//
//   {..., "manifest": as in GET versions, or null, "artefact": "whole", or what is wrong with it}

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "config/json.h"
#include "daemon/registry/registry.h"

namespace driftd::app {

constexpr std::string_view kHistoryFile = "history.sqlite3";  // in the state folder

struct NoAnswer {
  bool unknown = false;  // there is no such version; else the state cannot be read
  std::string why;
};

/// Without a version: of the one in force; where there is none yet, why not.
std::expected<config::Json, NoAnswer> why(const std::filesystem::path& history, const registry::Registry& registry,
                                          const std::string& model, std::optional<std::uint64_t> version);

}  // namespace driftd::app
