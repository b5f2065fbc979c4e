#include "daemon/journal/pin.h"

#include <algorithm>
#include <cerrno>

#include "daemon/journal/damage.h"

namespace driftd::journal {

namespace {

std::expected<void, JournalError> scan_segment(const Segment& segment, Position from, const RecordVisitor& visit) {
  const SegmentBytes contents = segment.contents();
  const std::uint64_t limit = segment.committed();
  Inspection progress;
  while (progress.end < limit) {
    const bool wanted = segment.base() + progress.end + sizeof(RecordHeader) >= from;
    const auto record = read_record(contents, progress.end, limit, wanted ? Checksum::kVerify : Checksum::kTrust);
    if (!record) return std::unexpected(JournalError{.message = describe_damage(segment, progress), .code = EILSEQ});
    if (wanted) visit(record->position, record->payload);
    progress.end = record->next;
    ++progress.records;
  }
  return {};
}

}  // namespace

SegmentList::SegmentList(std::vector<std::shared_ptr<Segment>> segments) : segments_(std::move(segments)) {
  bases_.reserve(segments_.size());
  for (const auto& segment : segments_) bases_.push_back(segment->base());
}

std::span<const std::byte> SegmentList::tail(Position position) const {
  const auto after = std::ranges::upper_bound(bases_, position);
  if (after == bases_.begin()) return {};
  return segments_[static_cast<std::size_t>(after - bases_.begin()) - 1]->tail(position);
}

std::expected<void, JournalError> SegmentList::scan(Position from, const RecordVisitor& visit) const {
  for (const auto& segment : segments_) {
    if (segment->end() <= from) continue;
    if (auto done = scan_segment(*segment, from, visit); !done) return done;
  }
  return {};
}

}  // namespace driftd::journal
