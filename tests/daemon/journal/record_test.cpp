#include "daemon/journal/record.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace driftd::journal {
namespace {

constexpr std::uint32_t kStamp = 0xabcdef01;
constexpr Position kBase = 1 << 20;
constexpr std::uint64_t kOffset = 64;  // where the records of these tests begin

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// Bytes of a segment with the payloads' records from kOffset on, one commit.
std::vector<std::byte> segment_with(const std::vector<std::string>& payloads) {
  std::vector<std::byte> bytes(kOffset);
  for (const auto& payload : payloads) {
    const auto into = static_cast<std::uint32_t>(bytes.size() - kOffset);
    write_record(bytes, kStamp, kBase + bytes.size() + sizeof(RecordHeader), into, bytes_of(payload));
  }
  return bytes;
}

SegmentBytes view(const std::vector<std::byte>& bytes, Position base = kBase, std::uint32_t stamp = kStamp) {
  return {.bytes = bytes, .base = base, .stamp = stamp};
}

std::optional<Record> read_first(const SegmentBytes& segment) {
  return read_record(segment, kOffset, segment.bytes.size(), Checksum::kVerify);
}

TEST(Record, TakesItsHeaderAndThePayloadRoundedUpToEight) {
  EXPECT_EQ(record_bytes(0), 16U);
  EXPECT_EQ(record_bytes(1), 24U);
  EXPECT_EQ(record_bytes(8), 24U);
  EXPECT_EQ(record_bytes(9), 32U);
}

TEST(Record, ComesBackAsItWasWritten) {
  const auto bytes = segment_with({"first", "", "the third"});
  const auto first = read_first(view(bytes));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->position, kBase + kOffset + 16);
  EXPECT_EQ(first->payload.size(), 5U);
  EXPECT_EQ(first->commit_start, kOffset);
  const auto empty = read_record(view(bytes), first->next, bytes.size(), Checksum::kVerify);
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->payload.empty());
  const auto third = read_record(view(bytes), empty->next, bytes.size(), Checksum::kVerify);
  ASSERT_TRUE(third);
  EXPECT_EQ(third->commit_start, kOffset) << "it belongs to the commit of the first";
  EXPECT_EQ(third->next, bytes.size());
}

TEST(Record, WithAnyBitChangedIsNotARecord) {
  const auto bytes = segment_with({"payload!"});
  for (std::size_t i = kOffset; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = bytes;
      changed[i] ^= static_cast<std::byte>(1 << bit);
      EXPECT_FALSE(read_first(view(changed))) << "byte " << i - kOffset << " bit " << bit;
    }
  }
}

TEST(Record, ElsewhereInTheLogIsNotARecord) {
  const auto bytes = segment_with({"payload"});
  EXPECT_TRUE(read_first(view(bytes)));
  EXPECT_FALSE(read_first(view(bytes, kBase * 2)));
}

TEST(Record, OfAnotherLifeOfTheFileIsNotARecord) {
  const auto bytes = segment_with({"payload"});
  EXPECT_FALSE(read_first(view(bytes, kBase, kStamp + 2)));
  EXPECT_FALSE(read_record(view(bytes, kBase, kStamp + 2), kOffset, bytes.size(), Checksum::kTrust));
}

TEST(Record, CutShortIsNotARecordWhateverItsLengthSays) {
  const auto bytes = segment_with({"payload of more than eight bytes"});
  for (std::size_t limit = 0; limit < bytes.size(); ++limit) {
    EXPECT_FALSE(read_record(view(bytes), kOffset, limit, Checksum::kTrust)) << "limit " << limit;
  }
  EXPECT_FALSE(read_record(view(bytes), kOffset, bytes.size() + 8, Checksum::kTrust)) << "a limit beyond the file";
  EXPECT_FALSE(read_record(view(bytes), bytes.size() + 8, bytes.size(), Checksum::kTrust)) << "an offset beyond the limit";
}

}  // namespace
}  // namespace driftd::journal
