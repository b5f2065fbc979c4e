#pragma once

// How readers see the journal: an immutable list of the segments there are, shared by counting. Whoever holds a Pin may read every
// committed byte of its segments without a lock, however far the writer goes on, and even when it releases them: neither their memory nor
// their files change until the last Pin is gone. A Pin follows what is committed to its segments but not new segments: take a fresh one for
// those.

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "daemon/journal/journal_error.h"
#include "daemon/journal/position.h"
#include "daemon/journal/segment.h"

namespace driftd::journal {

using RecordVisitor = std::function<void(Position, std::span<const std::byte>)>;

/// Immutable; oldest segment first.
class SegmentList {
 public:
  explicit SegmentList(std::vector<std::shared_ptr<Segment>> segments);

  const std::vector<std::shared_ptr<Segment>>& segments() const { return segments_; }
  /// The committed bytes from `position` to the end of its segment; empty where there are none.
  std::span<const std::byte> tail(Position position) const;
  /// Visits, in order, each committed record whose payload begins at or after `from`; stops at one that can no longer be read.
  std::expected<void, JournalError> scan(Position from, const RecordVisitor& visit) const;

 private:
  std::vector<Position> bases_;  // apart from the segments, so that a search stays in one or two cache lines
  std::vector<std::shared_ptr<Segment>> segments_;
};

class Pin {
 public:
  explicit Pin(std::shared_ptr<const SegmentList> list) : list_(std::move(list)) {}

  std::span<const std::byte> tail(Position position) const { return list_->tail(position); }
  std::expected<void, JournalError> scan(Position from, const RecordVisitor& visit) const { return list_->scan(from, visit); }

 private:
  std::shared_ptr<const SegmentList> list_;
};

}  // namespace driftd::journal
