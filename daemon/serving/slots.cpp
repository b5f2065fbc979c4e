#include "daemon/serving/slots.h"

namespace driftd::serving {

std::shared_ptr<Slot> Slots::find(std::string_view model) const {
  const std::lock_guard lock(mutex_);
  const auto found = slots_.find(model);
  return found == slots_.end() ? nullptr : found->second;
}

std::shared_ptr<Slot> Slots::make(std::string_view model) {
  const std::lock_guard lock(mutex_);
  auto& slot = slots_[std::string(model)];
  if (!slot) slot = std::make_shared<Slot>();
  return slot;
}

}  // namespace driftd::serving
