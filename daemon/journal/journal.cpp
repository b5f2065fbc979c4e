#include "daemon/journal/journal.h"

#include <algorithm>
#include <cerrno>
#include <random>

#include "config/assertion.h"

namespace driftd::journal {

std::expected<std::unique_ptr<Journal>, JournalError> Journal::open(Settings settings) {
  if (!is_segment_size(settings.segment_bytes)) {
    return std::unexpected(JournalError{.message = "the journal's segment_bytes is " + std::to_string(settings.segment_bytes) +
                                                   "; it must be a multiple of 4096 from 16 KiB to 1 GiB",
                                        .code = EINVAL});
  }
  std::error_code error;
  std::filesystem::create_directories(settings.folder, error);
  if (error) return system_failure("make the folder " + settings.folder.string(), error.value());
  auto lock = FolderLock::take(settings.folder);
  if (!lock) return std::unexpected(std::move(lock.error()));
  const auto listing = list_segments(settings.folder);
  if (!listing) return std::unexpected(listing.error());
  auto recovered = recover(*settings.calls, *listing, settings.checked_before);
  if (!recovered) return std::unexpected(std::move(recovered.error()));
  std::unique_ptr<Journal> journal(new Journal(std::move(settings), std::move(*lock), std::move(*recovered)));
  if (auto done = journal->start(*listing); !done) return std::unexpected(std::move(done.error()));
  return journal;
}

Journal::Journal(Settings settings, FolderLock lock, Recovered recovered)
    : settings_(std::move(settings)),
      lock_(std::move(lock)),
      spares_(*settings_.calls, settings_.folder, settings_.segment_bytes, settings_.most_spares),
      cut_(recovered.cut),
      list_(std::make_shared<SegmentList>(std::move(recovered.segments))),
      sealed_(recovered.sealed) {}

std::expected<void, JournalError> Journal::start(const FolderListing& listing) {
  for (const auto& path : listing.spares) spares_.adopt(path);
  for (const auto& path : listing.unfinished) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  if (list_->segments().empty()) {
    if (auto done = add_segment(new_header(0)); !done) return done;
  } else {
    publish(list_->segments());
  }
  const Segment& last = *list_->segments().back();
  filling_ = last.header();
  offset_ = last.committed();
  end_.store(last.end(), std::memory_order_release);
  return {};
}

SegmentHeader Journal::new_header(Position base) const {
  // Unpredictable, so that no payload can look like a record; odd, so that it is never the zero of unwritten bytes.
  std::random_device random;
  return {.base = base, .size = settings_.segment_bytes, .stamp = random() | 1U};
}

Position Journal::append(std::span<const std::byte> payload) {
  DRIFTD_ASSERT(payload.size() <= max_payload());
  if (failure_) return kNowhere;
  if (sealed_ || record_bytes(payload.size()) > records_limit(filling_.size) - offset_) move_to_next_segment();
  if (shares_.empty()) shares_.push_back({.segment = filling_, .begins_at = offset_});
  Share& share = shares_.back();
  const Position position = filling_.base + offset_ + sizeof(RecordHeader);
  const auto into_commit = static_cast<std::uint32_t>(offset_ - share.begins_at);
  const std::uint64_t bytes = write_record(gathered_, filling_.stamp, position, into_commit, payload);
  share.bytes += bytes;
  offset_ += bytes;
  return position;
}

void Journal::move_to_next_segment() {
  if (shares_.empty() && !sealed_) shares_.push_back({.segment = filling_, .begins_at = offset_});  // nothing but its seal
  filling_ = new_header(filling_.base + filling_.size);
  offset_ = kHeaderBytes;
  sealed_ = false;
  shares_.push_back({.segment = filling_, .begins_at = offset_, .first = gathered_.size()});
}

std::expected<void, JournalError> Journal::commit() {
  if (failure_) return std::unexpected(*failure_);
  for (const Share& share : shares_) {
    auto done = commit_share(share, &share != &shares_.back());
    if (done) continue;
    failure_ = JournalError{.message = "the journal stopped: " + done.error().message +
                                       ". What was acknowledged before is safe; mend the disk, then start driftd again",
                            .code = done.error().code};
    return std::unexpected(*failure_);
  }
  shares_.clear();
  gathered_.clear();
  return {};
}

std::expected<void, JournalError> Journal::commit_share(const Share& share, bool seals) {
  if (list_->segments().back()->base() != share.segment.base) {
    if (auto done = add_segment(share.segment); !done) return done;
  }
  Segment& segment = *list_->segments().back();
  FileCalls& calls = *settings_.calls;
  const std::uint64_t end = share.begins_at + share.bytes;
  if (auto done = segment.file().write_at(calls, std::span(gathered_).subspan(share.first, share.bytes), share.begins_at); !done)
    return done;
  if (seals) {
    const auto seal = write_seal({.end = end, .commit_start = share.begins_at}, share.segment);
    if (auto done = segment.file().write_at(calls, seal, records_limit(share.segment.size)); !done) return done;
  }
  if (auto done = segment.file().sync_data(calls); !done) return done;
  segment.set_committed(end);
  end_.store(segment.end(), std::memory_order_release);
  if (seals) segment.close_file();
  return {};
}

std::expected<void, JournalError> Journal::add_segment(const SegmentHeader& header) {
  const auto spare = spares_.take();
  auto segment = Segment::create(*settings_.calls, settings_.folder, header, spare ? &*spare : nullptr);
  if (!segment) return std::unexpected(std::move(segment.error()));
  auto segments = list_->segments();
  segments.push_back(std::move(*segment));
  publish(std::move(segments));
  return {};
}

Pin Journal::pin() const {
  const std::scoped_lock hold(mutex_);
  return Pin(list_);
}

std::expected<void, JournalError> Journal::release_before(Position position) {
  const auto& segments = list_->segments();
  std::size_t count = 0;
  std::expected<void, JournalError> done;
  while (count + 1 < segments.size() && segments[count]->end() <= position) {
    done = spares_.put(*segments[count]);
    if (!done) break;  // going on would leave a gap
    ++count;
  }
  if (count > 0) publish({segments.begin() + static_cast<std::ptrdiff_t>(count), segments.end()});
  return done;
}

void Journal::publish(std::vector<std::shared_ptr<Segment>> segments) {
  std::uint64_t bytes = spares_.bytes();
  for (const auto& segment : segments) bytes += segment->header().size;
  const Position first = segments.front()->base() + kHeaderBytes;
  auto list = std::make_shared<const SegmentList>(std::move(segments));
  {
    const std::scoped_lock hold(mutex_);
    list_.swap(list);
  }
  bytes_on_disk_.store(bytes, std::memory_order_relaxed);
  begin_.store(first, std::memory_order_release);
}

}  // namespace driftd::journal
