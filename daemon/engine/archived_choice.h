#pragma once

// The strategy "reuse": the earlier versions stand on the rows of the plan, and the best of them is the challenger. Pure: the daemon and a
// replay both call it, each with the versions as it holds them.

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "updaters/dataset.h"
#include "updaters/models/model.h"

namespace driftd::engine {

struct ArchivedVersion {
  std::uint64_t number = 0;
  updaters::ModelPointer model;
};

struct ArchivedChoice {
  std::uint64_t number = 0;
  std::string reason;  // in plain words
};

/// Fails, with the reason, where there is none to choose or no row to choose by.
std::expected<ArchivedChoice, std::string> choose_archived(const std::vector<ArchivedVersion>& versions, const updaters::Dataset& rows);

}  // namespace driftd::engine
