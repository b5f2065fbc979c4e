#pragma once

// A segment file, all of it reserved when it is made:
//
//   [ header, a block of its own | records ... | unused | seal, the last 64 bytes ]
//
// The header names the file's place in the log and its stamp; it is durable before the file gets its name. The seal is written with the
// last records, before a next segment exists; it tells where the records end. So every segment but the last has one, or is damaged.

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>

#include "daemon/journal/record.h"

namespace driftd::journal {

inline constexpr std::uint64_t kHeaderBytes = 4096;
inline constexpr std::uint64_t kSealBytes = 64;
inline constexpr std::uint64_t kLeastSegmentBytes = 16U << 10;
inline constexpr std::uint64_t kMostSegmentBytes = 1U << 30;

struct SegmentHeader {
  Position base = 0;
  std::uint64_t size = 0;  ///< bytes of the whole file
  std::uint32_t stamp = 0;
};

struct Seal {
  std::uint64_t end = 0;           ///< offset behind the last record
  std::uint64_t commit_start = 0;  ///< offset where the commit that sealed the segment begins
};

/// Offset behind which no record of a segment of this size reaches.
constexpr std::uint64_t records_limit(std::uint64_t segment_bytes) {
  return segment_bytes - kSealBytes;
}

/// A whole multiple of 4,096 bytes within the bounds above.
bool is_segment_size(std::uint64_t bytes);

std::array<std::byte, kHeaderBytes> write_header(const SegmentHeader& header);
/// The error says what is wrong with the bytes (shorter than kHeaderBytes among them).
std::expected<SegmentHeader, std::string> read_header(std::span<const std::byte> bytes);

std::array<std::byte, kSealBytes> write_seal(const Seal& seal, const SegmentHeader& segment);
std::optional<Seal> read_seal(const SegmentBytes& segment, std::uint64_t segment_bytes);

}  // namespace driftd::journal
