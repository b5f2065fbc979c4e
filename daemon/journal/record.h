#pragma once

// A record is a 16-byte header and a payload padded to eight bytes. Its checksum, CRC-32C over (stamp, length, into_commit, the payload's
// position, the payload), covers the place as well as the bytes, and the stamp is a random number drawn for each life of a segment file:
// so what a recycled file held before can never be taken for something new, and no payload can pretend to hold a record.
//
// `into_commit` tells how far behind the start of its commit a record stands. Commits reach the disk one after the other, but the pages of
// one commit in any order. So a whole record behind an unreadable one is innocent when its own commit began at or before the unreadable
// one (the power went away during that commit, which was never acknowledged), and proof of damage when its commit began later.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "daemon/journal/position.h"

namespace driftd::journal {

struct RecordHeader {
  std::uint32_t stamp = 0;
  std::uint32_t length = 0;       ///< of the payload, bytes, without its padding
  std::uint32_t into_commit = 0;  ///< bytes from the start of the first record of this commit in this segment
  std::uint32_t crc = 0;
};
static_assert(sizeof(RecordHeader) == 16);

inline constexpr std::size_t kRecordAlignment = 8;

/// Bytes that a payload takes in the log.
constexpr std::uint64_t record_bytes(std::uint64_t payload_bytes) {
  return sizeof(RecordHeader) + ((payload_bytes + kRecordAlignment - 1) / kRecordAlignment * kRecordAlignment);
}

/// A segment's bytes (as many as its file has), where in the log its first byte stands, and its stamp.
struct SegmentBytes {
  std::span<const std::byte> bytes;
  Position base = 0;
  std::uint32_t stamp = 0;
};

struct Record {
  Position position = 0;               ///< of the payload
  std::span<const std::byte> payload;  ///< in the segment's bytes
  std::uint64_t next = 0;              ///< offset in the segment where the next record would begin
  std::uint64_t commit_start = 0;      ///< offset in the segment where its commit begins
};

enum class Checksum : std::uint8_t { kVerify, kTrust };

/// The record whose header stands `offset` bytes into the segment and which ends at or before `limit`; nothing when there is no whole one.
std::optional<Record> read_record(const SegmentBytes& segment, std::uint64_t offset, std::uint64_t limit, Checksum checksum);

/// Appends header, payload and padding to `out`; returns the bytes added. `position` is the payload's.
std::uint64_t write_record(std::vector<std::byte>& out, std::uint32_t stamp, Position position, std::uint32_t into_commit,
                           std::span<const std::byte> payload);

}  // namespace driftd::journal
