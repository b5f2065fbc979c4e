#include "daemon/journal/verification.h"

#include "daemon/journal/damage.h"

namespace driftd::journal {

namespace {

void add(const Segment& segment, bool last, Verification& verification) {
  if (auto done = segment.load(); !done) {
    verification.complaints.push_back(std::move(done.error().message));
    return;
  }
  const std::uint64_t size = segment.header().size;
  const Inspection found = last ? inspect_last(segment.contents(), size) : inspect_finished(segment.contents(), size);
  const Position end = segment.base() + found.end;
  if (verification.segments == 0) verification.begin = segment.base() + kHeaderBytes;
  ++verification.segments;
  verification.records += found.records;
  verification.bytes += found.end - kHeaderBytes;
  verification.end = end;
  if (found.ending == Ending::kTorn) verification.torn = Cut{.at = end, .bytes = found.remains_end - found.end};
  if (found.ending == Ending::kDamaged) verification.complaints.push_back(describe_damage(segment, found));
}

}  // namespace

std::expected<Verification, JournalError> verify(const std::filesystem::path& folder) {
  const auto listing = list_segments(folder);
  if (!listing) return std::unexpected(listing.error());
  Verification verification;
  std::shared_ptr<Segment> before;
  for (const auto& path : listing->segments) {
    auto segment = Segment::open(FileCalls::system(), path, Segment::Access::kRead);
    if (!segment) {
      verification.complaints.push_back(std::move(segment.error().message));
      before = nullptr;
      continue;
    }
    if (before && !is_followed_by(*before, **segment)) verification.complaints.push_back(describe_gap(*before, **segment));
    add(**segment, &path == &listing->segments.back(), verification);
    before = std::move(*segment);
  }
  return verification;
}

}  // namespace driftd::journal
