#include "daemon/engine/canary.h"

#include <xxhash.h>

namespace driftd::engine {

bool answered_by_canary(std::string_view id, std::uint64_t canary_version, double share) {
  if (id.empty() || canary_version == 0) return false;
  constexpr double kUnit = 0x1p-53;
  const auto hash = XXH3_64bits_withSeed(id.data(), id.size(), canary_version);
  return static_cast<double>(hash >> 11U) * kUnit < share;
}

}  // namespace driftd::engine
