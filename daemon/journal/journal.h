#pragma once

// The journal: an endless log of opaque payloads, and the truth of which everything else is a function. What commit() has acknowledged
// survives a crash of the process, of the kernel and of the power; what it has not may or may not be there afterwards, but never in part,
// and never with a hole before it.
//
// It is kept in segment files of one size. A payload stands at a position for ever and lies in one piece in memory, eight bytes aligned.
//
// Threads: append(), commit(), release_before(), tail() and failure() belong to one thread, the writer. begin(), end(), bytes_on_disk(),
// pin() and scan() may be called by any.
//
// One thing a mapping cannot tell: when the disk fails under a page that has left memory, the reader gets SIGBUS. Opening loads what it
// checks, and so finds such a disk at start-up.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "daemon/journal/folder_lock.h"
#include "daemon/journal/pin.h"
#include "daemon/journal/recovery.h"
#include "daemon/journal/spare_shelf.h"

namespace driftd::journal {

class Journal {
 public:
  struct Settings {
    std::filesystem::path folder;             ///< made if it is not there
    std::uint64_t segment_bytes = 64U << 20;  ///< of new segments; a multiple of 4,096 from 16 KiB to 1 GiB; may change from run to run
    Position checked_before =
        0;  ///< finished segments that end here or earlier were checked by an earlier run: give the checkpoint's position
    std::size_t most_spares = 2;  ///< released files kept for recycling
    FileCalls* calls = &FileCalls::system();
  };

  /// Locks and recovers the folder. Errors: in use (EBUSY), damaged (EILSEQ), or the system's. Nothing is cut but a torn end.
  static std::expected<std::unique_ptr<Journal>, JournalError> open(Settings settings);

  /// Gathers a payload of at most max_payload() bytes in memory; returns where its first byte will stand. Durable, and visible to readers,
  /// after commit(). kNowhere, and nothing gathered, once the journal has failed.
  Position append(std::span<const std::byte> payload);
  /// Makes everything gathered durable: one write and one fdatasync for each segment touched. An error is final: the disk's state is
  /// unknown, and every later commit() returns the same error until the journal is opened anew.
  std::expected<void, JournalError> commit();
  const std::optional<JournalError>& failure() const { return failure_; }
  /// Bytes that append() has gathered since the last commit().
  std::uint64_t gathered_bytes() const { return gathered_.size(); }

  std::uint64_t max_payload() const { return settings_.segment_bytes / 4; }

  /// The committed bytes from `position` to the end of its segment; empty when released or not there. The writer's own way in, without a
  /// lock: valid until it next calls release_before(). Other threads read through pin().
  std::span<const std::byte> tail(Position position) const { return list_->tail(position); }
  Pin pin() const;
  /// Visits each committed record whose payload begins at or after `from` (so begin(), a payload's position, or an end() of any time will
  /// do). EILSEQ when one became unreadable since it was written.
  std::expected<void, JournalError> scan(Position from, const RecordVisitor& visit) const { return pin().scan(from, visit); }

  /// Before the first record there is, and behind the last committed one.
  Position begin() const { return begin_.load(std::memory_order_acquire); }
  Position end() const { return end_.load(std::memory_order_acquire); }

  /// Lets go of the segments whose records all end at or before `position`, oldest first; never of the last one. If the file system refuses
  /// (say, a folder turned read-only) they stay and the error is returned; that does not fail the journal, ask again later.
  std::expected<void, JournalError> release_before(Position position);

  /// Segments and spares.
  std::uint64_t bytes_on_disk() const { return bytes_on_disk_.load(std::memory_order_relaxed); }
  /// What opening had to cut, for the daemon's log.
  const std::optional<Cut>& cut() const { return cut_; }

 private:
  /// The part of one commit that falls into one segment.
  struct Share {
    SegmentHeader segment;
    std::uint64_t begins_at = 0;  // offset in the segment
    std::size_t first = 0;        // in gathered_
    std::size_t bytes = 0;
  };

  Journal(Settings settings, FolderLock lock, Recovered recovered);
  std::expected<void, JournalError> start(const FolderListing& listing);
  SegmentHeader new_header(Position base) const;
  void move_to_next_segment();
  std::expected<void, JournalError> commit_share(const Share& share, bool seals);
  std::expected<void, JournalError> add_segment(const SegmentHeader& header);
  void publish(std::vector<std::shared_ptr<Segment>> segments);

  Settings settings_;
  FolderLock lock_;
  SpareShelf spares_;
  std::optional<Cut> cut_;
  std::optional<JournalError> failure_;

  mutable std::mutex mutex_;                 // the writer changes list_ under it; others read list_ under it
  std::shared_ptr<const SegmentList> list_;  // never empty once open

  // Where the next record goes; its segment may not exist yet.
  SegmentHeader filling_;
  std::uint64_t offset_ = kHeaderBytes;
  bool sealed_ = false;
  std::vector<std::byte> gathered_;
  std::vector<Share> shares_;

  std::atomic<Position> begin_ = 0;
  std::atomic<Position> end_ = 0;
  std::atomic<std::uint64_t> bytes_on_disk_ = 0;
};

}  // namespace driftd::journal
