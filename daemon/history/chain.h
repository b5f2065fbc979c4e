#pragma once

// Why is there this version? The whole chain that led to it, as the history tells it, in one JSON object:
//
//   signals -> cause -> plan -> rows learnt from -> trainer -> gate -> promotion -> watch -> what came of it
//
// and the updates that did not come about: those that were begun in vain, and those that never began, before it and since.
//
//   {"model", "version": 0 where there is none yet, "in_force",
//    "update":  the version's own, as History::updates() has it, or null where the history does not reach back so far,
//    "before":  {"signals", "updates", "not_begun"}: between the version that it replaced and it; the newest kMostChained of each, oldest
//    first "watch":   {job, version, previous_version, begun, time, outcome, reason, labels, rows, loss, previous_loss, p_worse} or null
//    "after":   {"outcome": "in_force" | "replaced" | "rolled_back", "version": that replaced it or null, "time", "reason": or null},
//    "since":   {"signals", "updates", "not_begun"}: between it and the version that replaced it, if any}
//
// Reads with a connection of its own and in one transaction: beside a daemon that writes, or when none runs.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "config/json.h"

namespace driftd::history {

constexpr std::size_t kMostChained = 20;  // rows of each list

/// `version`: of the one in force where nothing is given. A version that the history never heard of has no "update".
std::expected<config::Json, std::string> chain_of(const std::filesystem::path& file, std::string_view model,
                                                  std::optional<std::uint64_t> version);

}  // namespace driftd::history
