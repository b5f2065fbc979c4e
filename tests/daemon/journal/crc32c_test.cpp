#include "daemon/journal/crc32c.h"

#include <gtest/gtest.h>

#include <random>
#include <string_view>
#include <vector>

namespace driftd::journal {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

TEST(Crc32c, GivesTheKnownCheckValue) {
  EXPECT_EQ(crc32c(0, bytes_of("123456789")), 0xE3069283U);
  EXPECT_EQ(crc32c_ways::by_table(0, bytes_of("123456789")), 0xE3069283U);
}

TEST(Crc32c, GivesTheVectorsOfRfc3720) {
  const std::vector<std::byte> zeros(32), ones(32, std::byte{0xff});
  EXPECT_EQ(crc32c(0, zeros), 0x8A9136AAU);
  EXPECT_EQ(crc32c(0, ones), 0x62A8AB43U);
}

TEST(Crc32c, OfNothingIsZero) {
  EXPECT_EQ(crc32c(0, {}), 0U);
  EXPECT_EQ(crc32c(0xE3069283U, {}), 0xE3069283U);
}

TEST(Crc32c, ContinuesFromAnyCut) {
  const auto whole = bytes_of("a journal's record, cut in two");
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    EXPECT_EQ(crc32c(crc32c(0, whole.first(cut)), whole.subspan(cut)), crc32c(0, whole)) << "cut at " << cut;
    EXPECT_EQ(crc32c_ways::by_table(crc32c_ways::by_table(0, whole.first(cut)), whole.subspan(cut)), crc32c(0, whole)) << "cut at " << cut;
  }
}

TEST(Crc32c, IsTheSameByHardwareAndByTable) {
  if (!crc32c_ways::has_hardware()) GTEST_SKIP() << "this processor has no instruction for it";
  constexpr unsigned kSeed = 20240611;
  std::mt19937 random(kSeed);
  std::vector<std::byte> bytes(300);
  for (auto& byte : bytes) byte = static_cast<std::byte>(random());
  for (std::size_t from = 0; from < 9; ++from) {
    for (std::size_t length = 0; from + length <= bytes.size(); ++length) {
      const auto part = std::span(bytes).subspan(from, length);
      const auto start = static_cast<std::uint32_t>(random());
      ASSERT_EQ(crc32c_ways::by_hardware(start, part), crc32c_ways::by_table(start, part))
          << "seed " << kSeed << ", " << from << "+" << length;
    }
  }
}

}  // namespace
}  // namespace driftd::journal
