#include "daemon/journal/damage.h"

#include <fmt/format.h>

namespace driftd::journal {

namespace {

constexpr std::string_view kWayOut =
    "Nothing was changed. Restore the state folder from a backup, or move the journal and its checkpoints aside to begin anew; `driftd "
    "check "
    "--state` lists all damage";

}  // namespace

bool is_followed_by(const Segment& before, const Segment& after) {
  return before.base() + before.header().size == after.base();
}

std::string describe_damage(const Segment& segment, const Inspection& found) {
  return fmt::format(
      "the journal is damaged at position {}: after {} whole records, byte {} of {} is not the record that was acknowledged there, "
      "although "
      "later data follows it. {}",
      segment.base() + found.end, found.records, found.end, segment.path().string(), kWayOut);
}

std::string describe_gap(const Segment& before, const Segment& after) {
  return fmt::format("the journal has a gap: {} ends at position {} and the next segment, {}, begins at {}. {}", before.path().string(),
                     before.base() + before.header().size, after.path().string(), after.base(), kWayOut);
}

}  // namespace driftd::journal
