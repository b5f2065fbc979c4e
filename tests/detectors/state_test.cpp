#include "detectors/state.h"

#include <gtest/gtest.h>

#include <limits>

namespace driftd::detectors {
namespace {

TEST(State, ComesBackAsItWasPut) {
  StateWriter writer;
  writer.put(std::uint8_t{7});
  writer.put(-2.5);
  writer.put(std::string_view("text"));
  writer.put(std::vector<std::uint32_t>{1, 2, 3});
  StateReader reader(writer.bytes());
  EXPECT_EQ(reader.get<std::uint8_t>(), 7);
  EXPECT_EQ(reader.get<double>(), -2.5);
  std::string text;
  reader.get(text);
  EXPECT_EQ(text, "text");
  std::vector<std::uint32_t> values;
  reader.get(values);
  EXPECT_EQ(values, (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_TRUE(reader.at_end());
  EXPECT_FALSE(reader.failed());
}

TEST(State, IsLittleEndian) {
  StateWriter writer;
  writer.put(std::uint32_t{0x01020304});
  EXPECT_EQ(writer.bytes(), std::string("\x04\x03\x02\x01"));
}

TEST(State, YieldsZerosOnceAReadRanPastTheEnd) {
  StateWriter writer;
  writer.put(std::uint16_t{5});
  StateReader reader(writer.bytes());
  EXPECT_EQ(reader.get<std::uint32_t>(), 0U);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(reader.get<std::uint16_t>(), 0U);
}

TEST(State, BelievesNoSizeBeyondItsBytes) {
  StateWriter writer;
  writer.put(std::numeric_limits<std::uint64_t>::max());
  std::vector<double> values{1};
  StateReader vector_reader(writer.bytes());
  vector_reader.get(values);
  EXPECT_TRUE(values.empty());
  EXPECT_TRUE(vector_reader.failed());
  std::string text;
  StateReader text_reader(writer.bytes());
  text_reader.get(text);
  EXPECT_TRUE(text_reader.failed());
  StateReader count_reader(writer.bytes());
  EXPECT_EQ(count_reader.get_count(), 0U);
  EXPECT_TRUE(count_reader.failed());
}

TEST(State, TakesNoOtherByteForATruth) {
  StateWriter writer;
  writer.put(true);
  writer.put(std::uint8_t{80});
  StateReader reader(writer.bytes());
  EXPECT_TRUE(reader.get<bool>());
  EXPECT_FALSE(reader.failed());
  EXPECT_FALSE(reader.get<bool>());
  EXPECT_TRUE(reader.failed());
}

}  // namespace
}  // namespace driftd::detectors
