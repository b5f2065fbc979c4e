#include "daemon/journal/segment_inspection.h"

#include <algorithm>
#include <cstring>

namespace driftd::journal {

namespace {

Inspection walk(const SegmentBytes& segment, std::uint64_t limit) {
  Inspection found;
  while (const auto record = read_record(segment, found.end, limit, Checksum::kVerify)) {
    ++found.records;
    found.end = record->next;
  }
  return found;
}

bool begins_with_stamp(const SegmentBytes& segment, std::uint64_t offset, std::uint64_t limit) {
  std::uint32_t stamp = 0;
  if (offset + sizeof stamp > limit) return false;
  std::memcpy(&stamp, segment.bytes.data() + offset, sizeof stamp);
  return stamp == segment.stamp;
}

void judge_by(std::uint64_t commit_start, std::uint64_t end, Inspection& found) {
  found.remains_end = std::max(found.remains_end, end);
  if (found.ending != Ending::kDamaged) found.ending = commit_start > found.end ? Ending::kDamaged : Ending::kTorn;
}

/// Whole records can begin at any eighth byte: the length in an unreadable header says nothing.
void judge_remains(const SegmentBytes& segment, std::uint64_t limit, Inspection& found) {
  if (begins_with_stamp(segment, found.end, limit)) judge_by(found.end, std::min(found.end + sizeof(RecordHeader), limit), found);
  for (std::uint64_t offset = found.end + kRecordAlignment; offset < limit && found.ending != Ending::kDamaged;) {
    const auto record = begins_with_stamp(segment, offset, limit) ? read_record(segment, offset, limit, Checksum::kVerify) : std::nullopt;
    if (record) judge_by(record->commit_start, record->next, found);
    offset = record ? record->next : offset + kRecordAlignment;
  }
}

}  // namespace

Inspection inspect_finished(const SegmentBytes& segment, std::uint64_t segment_bytes) {
  const auto seal = read_seal(segment, segment_bytes);
  const std::uint64_t there = std::min<std::uint64_t>(segment.bytes.size(), records_limit(segment_bytes));
  Inspection found = walk(segment, seal ? seal->end : there);
  found.sealed = seal && seal->end == found.end;
  if (!found.sealed) found.ending = Ending::kDamaged;
  return found;
}

Inspection inspect_last(const SegmentBytes& segment, std::uint64_t segment_bytes) {
  const std::uint64_t limit = std::min<std::uint64_t>(segment.bytes.size(), records_limit(segment_bytes));
  Inspection found = walk(segment, limit);
  const auto seal = read_seal(segment, segment_bytes);
  found.sealed = seal && seal->end == found.end;
  if (found.sealed) return found;
  judge_remains(segment, limit, found);
  if (seal && seal->end > found.end) judge_by(seal->commit_start, segment_bytes, found);
  return found;
}

}  // namespace driftd::journal
