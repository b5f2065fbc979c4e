#pragma once

// One segment file: written through a descriptor, read through a shared read-only mapping, so that a committed row is read where it lies.
// A segment outlives its release for as long as some reader still holds it; `gone()` tells when none does and the file may be recycled.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "daemon/journal/durable_file.h"
#include "daemon/journal/segment_format.h"

namespace driftd::journal {

class Segment {
 public:
  enum class Access : std::uint8_t { kRead, kWrite };

  /// A new segment, durable under its name before it is returned; made of the file `spare` if one is given.
  static std::expected<std::shared_ptr<Segment>, JournalError> create(FileCalls& calls, const std::filesystem::path& folder,
                                                                      const SegmentHeader& header, const std::filesystem::path* spare);
  /// An existing one. For kWrite a file that was cut short gets its full length back.
  static std::expected<std::shared_ptr<Segment>, JournalError> open(FileCalls& calls, const std::filesystem::path& path, Access access);

  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;
  Segment(Segment&&) = delete;
  Segment& operator=(Segment&&) = delete;
  ~Segment();

  const SegmentHeader& header() const { return header_; }
  Position base() const { return header_.base; }
  const std::filesystem::path& path() const { return path_; }
  /// The whole file (less, if it was opened for reading and is too short).
  SegmentBytes contents() const { return {.bytes = mapped_, .base = header_.base, .stamp = header_.stamp}; }

  /// Offset behind the last committed record; any thread.
  std::uint64_t committed() const { return committed_.load(std::memory_order_acquire); }
  Position end() const { return header_.base + committed(); }
  void set_committed(std::uint64_t offset) { committed_.store(offset, std::memory_order_release); }
  /// From `position` to the end of what is committed; empty where nothing is.
  std::span<const std::byte> tail(Position position) const;

  const OpenFile& file() const { return file_; }
  /// A finished segment needs no descriptor: a thousand of them would meet the limit on open files.
  void close_file() { file_ = OpenFile(); }

  /// Reads every page in now. An unreadable disk then is an error here, and not a SIGBUS at the first touch.
  std::expected<void, JournalError> load() const;

  /// Becomes true when the last holder has let go of this segment.
  std::shared_ptr<const std::atomic<bool>> gone() const { return gone_; }

 private:
  Segment(OpenFile file, std::filesystem::path path, const SegmentHeader& header);
  std::expected<void, JournalError> map();

  OpenFile file_;
  std::filesystem::path path_;
  SegmentHeader header_;
  std::span<const std::byte> mapped_;
  std::atomic<std::uint64_t> committed_ = kHeaderBytes;
  std::shared_ptr<std::atomic<bool>> gone_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace driftd::journal
