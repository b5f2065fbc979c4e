#include "daemon/serving/slot.h"

#include <utility>

#include "daemon/engine/canary.h"

namespace driftd::serving {

const ServedModelPointer& LineUp::for_id(std::string_view id) const {
  return canary && engine::answered_by_canary(id, canary->version, share) ? canary : champion;
}

const ServedModelPointer& LineUp::of_version(std::uint64_t version) const {
  static const ServedModelPointer nobody;
  if (champion && champion->version == version) return champion;
  return canary && canary->version == version ? canary : nobody;
}

Slot::Slot() {
  line_up_.set(std::make_shared<const LineUp>());
}

void Slot::swap(LineUp line_up) {
  const std::uint64_t version = line_up.champion ? line_up.champion->version : 0;
  line_up_.set(std::make_shared<const LineUp>(std::move(line_up)));
  version_.store(version, std::memory_order_release);
}

}  // namespace driftd::serving
