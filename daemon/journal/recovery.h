#pragma once

// Opening what an earlier process left: every segment in its place, every record whole, and the torn end of an unfinished commit cut. What
// is found is made durable before it is believed, since a process may have been killed between its write and its fdatasync.

#include <memory>
#include <optional>
#include <vector>

#include "daemon/journal/segment.h"
#include "daemon/journal/segment_folder.h"

namespace driftd::journal {

/// What was cut from the end: never anything that had been acknowledged by a disk that keeps its promises.
struct Cut {
  Position at = 0;
  std::uint64_t bytes = 0;  ///< of remains, at least
};

struct Recovered {
  std::vector<std::shared_ptr<Segment>> segments;  ///< oldest first, their committed ends set
  bool sealed = false;                             ///< the last one takes no more records
  std::optional<Cut> cut;
};

/// Reads and checks each record, but of finished segments that end at or before `checked_before` only header and seal.
std::expected<Recovered, JournalError> recover(FileCalls& calls, const FolderListing& listing, Position checked_before);

}  // namespace driftd::journal
