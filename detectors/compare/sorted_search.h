#pragma once

// Where many values stand in one sorted list. A single binary search waits for memory, and for a mispredicted branch, at each halving;
// eight of them run in step wait together, and take a conditional move where the branch was.

#include <cstdint>
#include <span>

namespace driftd::detectors {

/// below[i]: how many of `sorted` are below values[i]; both of one length. A NaN stands below all.
void count_below(std::span<const double> sorted, std::span<const double> values, std::span<std::uint32_t> below);

}  // namespace driftd::detectors
