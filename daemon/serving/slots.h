#pragma once

// The slots of all models, by name. The set changes when the configuration does; a slot once made stays valid for as long as somebody holds
// it.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "daemon/serving/slot.h"

namespace driftd::serving {

class Slots {
 public:
  /// The slot of a model, or null.
  std::shared_ptr<Slot> find(std::string_view model) const;
  std::shared_ptr<Slot> make(std::string_view model);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Slot>, std::less<>> slots_;
};

}  // namespace driftd::serving
