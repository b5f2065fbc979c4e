#pragma once

// Who answers a request while a challenger answers a share of them: a hash of the request's id (XXH3, the canary's version as its seed)
// decides, so that one id is answered by the same model however often it asks, and the next canary gets other ids. Over many ids the share
// is met; an id that is used for all requests gets one model for all of them.
//
// What has no id is answered by the champion: its outcome could not be told.

#include <cstdint>
#include <string_view>

namespace driftd::engine {

/// `share` of all ids, from 0 to 1.
bool answered_by_canary(std::string_view id, std::uint64_t canary_version, double share);

}  // namespace driftd::engine
