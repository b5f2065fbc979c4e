#pragma once

// A position is a byte offset in the endless log: segments come and go, but a position means the same byte for ever. Zero is never a
// payload's, since a segment's header stands there, so it may serve as "nowhere yet".

#include <cstdint>
#include <limits>

namespace driftd::journal {

using Position = std::uint64_t;

/// What append() answers once the journal has failed.
inline constexpr Position kNowhere = std::numeric_limits<Position>::max();

}  // namespace driftd::journal
