#include "daemon/journal/segment_format.h"

#include <cstring>

#include "daemon/journal/crc32c.h"

namespace driftd::journal {

namespace {

constexpr std::uint64_t kHeaderMagic = 0x4c4e524a44465244;  // "DRFDJRNL"
constexpr std::uint64_t kSealMagic = 0x4c41455344465244;    // "DRFDSEAL"
constexpr std::uint32_t kFormatVersion = 1;

struct HeaderOnDisk {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t stamp;
  std::uint64_t base;
  std::uint64_t size;
  std::uint32_t unused;
  std::uint32_t crc;
};
static_assert(sizeof(HeaderOnDisk) == 40);

struct SealOnDisk {
  std::uint64_t magic;
  std::uint64_t base;
  std::uint64_t end;
  std::uint64_t commit_start;
  std::uint32_t stamp;
  std::uint32_t crc;
};
static_assert(sizeof(SealOnDisk) == 40);

/// Both structures end in the checksum of what stands before it.
template <typename Structure>
std::uint32_t checksum_of(const Structure& structure) {
  return crc32c(0, std::as_bytes(std::span(&structure, 1)).first(sizeof structure - sizeof structure.crc));
}

}  // namespace

bool is_segment_size(std::uint64_t bytes) {
  return bytes >= kLeastSegmentBytes && bytes <= kMostSegmentBytes && bytes % kHeaderBytes == 0;
}

std::array<std::byte, kHeaderBytes> write_header(const SegmentHeader& header) {
  HeaderOnDisk disk{.magic = kHeaderMagic,
                    .version = kFormatVersion,
                    .stamp = header.stamp,
                    .base = header.base,
                    .size = header.size,
                    .unused = 0,
                    .crc = 0};
  disk.crc = checksum_of(disk);
  std::array<std::byte, kHeaderBytes> bytes{};
  std::memcpy(bytes.data(), &disk, sizeof disk);
  return bytes;
}

std::expected<SegmentHeader, std::string> read_header(std::span<const std::byte> bytes) {
  HeaderOnDisk disk{};
  if (bytes.size() < kHeaderBytes) return std::unexpected("it is too short to hold a header");
  std::memcpy(&disk, bytes.data(), sizeof disk);
  if (disk.magic != kHeaderMagic) return std::unexpected("it is not a journal segment");
  if (disk.version != kFormatVersion) {
    return std::unexpected("its format is version " + std::to_string(disk.version) + " and this driftd reads version " +
                           std::to_string(kFormatVersion));
  }
  if (disk.crc != checksum_of(disk) || !is_segment_size(disk.size)) return std::unexpected("its header is damaged");
  return SegmentHeader{.base = disk.base, .size = disk.size, .stamp = disk.stamp};
}

std::array<std::byte, kSealBytes> write_seal(const Seal& seal, const SegmentHeader& segment) {
  SealOnDisk disk{
      .magic = kSealMagic, .base = segment.base, .end = seal.end, .commit_start = seal.commit_start, .stamp = segment.stamp, .crc = 0};
  disk.crc = checksum_of(disk);
  std::array<std::byte, kSealBytes> bytes{};
  std::memcpy(bytes.data(), &disk, sizeof disk);
  return bytes;
}

std::optional<Seal> read_seal(const SegmentBytes& segment, std::uint64_t segment_bytes) {
  if (segment.bytes.size() < segment_bytes) return std::nullopt;
  SealOnDisk disk{};
  std::memcpy(&disk, segment.bytes.data() + records_limit(segment_bytes), sizeof disk);
  const bool whole = disk.magic == kSealMagic && disk.crc == checksum_of(disk) && disk.base == segment.base && disk.stamp == segment.stamp;
  if (!whole || disk.end < kHeaderBytes || disk.end > records_limit(segment_bytes)) return std::nullopt;
  return Seal{.end = disk.end, .commit_start = disk.commit_start};
}

}  // namespace driftd::journal
