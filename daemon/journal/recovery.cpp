#include "daemon/journal/recovery.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "daemon/journal/damage.h"

namespace driftd::journal {

namespace {

std::unexpected<JournalError> damaged(std::string message) {
  return std::unexpected(JournalError{.message = std::move(message), .code = EILSEQ});
}

std::expected<void, JournalError> recover_finished(Segment& segment, Position checked_before) {
  const auto seal = read_seal(segment.contents(), segment.header().size);
  const bool trusted = seal && segment.base() + seal->end <= checked_before;
  if (!trusted) {
    if (auto done = segment.load(); !done) return done;
    const Inspection found = inspect_finished(segment.contents(), segment.header().size);
    if (found.ending == Ending::kDamaged) return damaged(describe_damage(segment, found));
  }
  segment.set_committed(seal->end);
  segment.close_file();
  return {};
}

/// Makes whatever the kernel still holds durable, and forgets it, so that the inspection judges the disk and not the memory of a write
/// that failed.
std::expected<void, JournalError> settle(FileCalls& calls, const Segment& segment) {
  auto done = segment.file().sync_data(calls);
  if (done) ::posix_fadvise(segment.file().descriptor(), 0, 0, POSIX_FADV_DONTNEED);
  return done;
}

/// Remains left in place could, behind new records of just the right length, read as records again.
std::expected<void, JournalError> wipe(FileCalls& calls, const Segment& segment, std::uint64_t from, std::uint64_t to) {
  static constexpr std::array<std::byte, 64UL << 10> kZeros{};
  for (std::uint64_t at = from; at < to; at += kZeros.size()) {
    const auto bytes = std::span(kZeros).first(std::min<std::uint64_t>(kZeros.size(), to - at));
    if (auto done = segment.file().write_at(calls, bytes, at); !done) return done;
  }
  return segment.file().sync_data(calls);
}

std::expected<void, JournalError> recover_last(FileCalls& calls, Segment& segment, Recovered& recovered) {
  if (auto done = in_turn([&] { return settle(calls, segment); }, [&] { return segment.load(); }); !done) return done;
  const Inspection found = inspect_last(segment.contents(), segment.header().size);
  if (found.ending == Ending::kDamaged) return damaged(describe_damage(segment, found));
  if (found.ending == Ending::kTorn) {
    if (auto done = wipe(calls, segment, found.end, found.remains_end); !done) return done;
    recovered.cut = Cut{.at = segment.base() + found.end, .bytes = found.remains_end - found.end};
  }
  segment.set_committed(found.end);
  recovered.sealed = found.sealed;
  return {};
}

}  // namespace

std::expected<Recovered, JournalError> recover(FileCalls& calls, const FolderListing& listing, Position checked_before) {
  Recovered recovered;
  for (const auto& path : listing.segments) {
    const bool last = &path == &listing.segments.back();
    auto segment = Segment::open(calls, path, last ? Segment::Access::kWrite : Segment::Access::kRead);
    if (!segment) return std::unexpected(std::move(segment.error()));
    if (!recovered.segments.empty() && !is_followed_by(*recovered.segments.back(), **segment)) {
      return damaged(describe_gap(*recovered.segments.back(), **segment));
    }
    auto done = last ? recover_last(calls, **segment, recovered) : recover_finished(**segment, checked_before);
    if (!done) return std::unexpected(std::move(done.error()));
    recovered.segments.push_back(std::move(*segment));
  }
  return recovered;
}

}  // namespace driftd::journal
