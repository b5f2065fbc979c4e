#pragma once

// Which reasons have been told for which the update that is owed did not begin. A policy is asked behind every labelled row, and says no
// for days; the history wants each reason once. Two reasons are the same where they differ in their numbers only: "12 labelled rows have
// come, 300 are wanted" is not news one row later.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/state.h"

namespace driftd::engine {

class NotBegun {
 public:
  static constexpr std::size_t kMostReasons = 8;  // of one cause

  /// True the first time; false, too, where there were more reasons than anyone reads. `about`: what the reason is one for, taken as it is.
  bool is_news(std::string_view about, std::string_view reason);
  /// An update has begun, or another cause is owed: what was told is news again.
  void begin_anew() { told_.clear(); }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  std::vector<std::string> told_;  // the reasons without their numbers
};

}  // namespace driftd::engine
