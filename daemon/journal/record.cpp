#include "daemon/journal/record.h"

#include <bit>
#include <cstring>

#include "daemon/journal/crc32c.h"

namespace driftd::journal {

static_assert(std::endian::native == std::endian::little, "the journal's files are little-endian");

namespace {

struct Covered {
  std::uint32_t stamp;
  std::uint32_t length;
  std::uint64_t into_commit;
  Position position;
};
static_assert(sizeof(Covered) == 24);

std::uint32_t checksum_of(const RecordHeader& header, Position position, std::span<const std::byte> payload) {
  const Covered covered{.stamp = header.stamp, .length = header.length, .into_commit = header.into_commit, .position = position};
  return crc32c(crc32c(0, std::as_bytes(std::span(&covered, 1))), payload);
}

}  // namespace

std::optional<Record> read_record(const SegmentBytes& segment, std::uint64_t offset, std::uint64_t limit, Checksum checksum) {
  if (limit > segment.bytes.size() || offset > limit || limit - offset < sizeof(RecordHeader)) return std::nullopt;
  RecordHeader header;
  std::memcpy(&header, segment.bytes.data() + offset, sizeof header);
  if (header.stamp != segment.stamp || record_bytes(header.length) > limit - offset || header.into_commit > offset) return std::nullopt;
  const std::uint64_t payload_at = offset + sizeof header;
  const Record record{.position = segment.base + payload_at,
                      .payload = segment.bytes.subspan(payload_at, header.length),
                      .next = offset + record_bytes(header.length),
                      .commit_start = offset - header.into_commit};
  if (checksum == Checksum::kVerify && header.crc != checksum_of(header, record.position, record.payload)) return std::nullopt;
  return record;
}

std::uint64_t write_record(std::vector<std::byte>& out, std::uint32_t stamp, Position position, std::uint32_t into_commit,
                           std::span<const std::byte> payload) {
  RecordHeader header{.stamp = stamp, .length = static_cast<std::uint32_t>(payload.size()), .into_commit = into_commit};
  header.crc = checksum_of(header, position, payload);
  const std::size_t at = out.size();
  const std::uint64_t total = record_bytes(payload.size());
  out.resize(at + total);
  std::memcpy(out.data() + at, &header, sizeof header);
  if (!payload.empty()) std::memcpy(out.data() + at + sizeof header, payload.data(), payload.size());
  return total;
}

}  // namespace driftd::journal
