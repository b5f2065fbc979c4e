#include "daemon/csv/csv_writer.h"

#include <gmock/gmock.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>

#include "daemon/csv/csv_reader.h"

#include "tests/daemon/csv/scratch_file.h"

namespace driftd::csv {
namespace {

using testing::HasSubstr;

TEST(CsvWriter, QuotesOnlyWhereAFieldNeedsIt) {
  const ScratchFile file(".csv");
  const auto writer = *CsvWriter::create(file.path());
  ASSERT_TRUE(writer->text("plain").text("a,b").text("say \"hi\"").text("line\nline").text("cr\r").text("").end_row().has_value());
  ASSERT_TRUE(writer->finish().has_value());
  EXPECT_EQ(file.read(), "plain,\"a,b\",\"say \"\"hi\"\"\",\"line\nline\",\"cr\r\",\n");
}

TEST(CsvWriter, WritesNumbersAsShortAsTheyReadBack) {
  const ScratchFile file(".csv");
  const auto writer = *CsvWriter::create(file.path());
  ASSERT_TRUE(writer->number(0.1).number(3).number(-0.0).number(1e300).number(std::nan("")).end_row().has_value());
  ASSERT_TRUE(writer->finish().has_value());
  EXPECT_EQ(file.read(), "0.1,3,-0,1e+300,nan\n");
}

TEST(CsvWriter, WritesARowOfOneEmptyFieldThatIsNoBlankLine) {
  const ScratchFile file(".csv");
  const auto writer = *CsvWriter::create(file.path());
  ASSERT_TRUE(writer->text("a").end_row().has_value());
  ASSERT_TRUE(writer->text("").end_row().has_value());
  ASSERT_TRUE(writer->finish().has_value());
  EXPECT_EQ(file.read(), "a\n\"\"\n");
}

/// A text in which everything that needs care is frequent.
std::string awkward_text(std::mt19937_64& random) {
  constexpr std::string_view kLetters = "ab,\"\r\n \xC3";
  std::string text(random() % 12, ' ');
  for (char& letter : text) letter = kLetters[random() % kLetters.size()];
  return text;
}

/// Every double but NaN, the odd ones as often as the others.
double any_double(std::mt19937_64& random) {
  const auto value = std::bit_cast<double>(random());
  return std::isnan(value) ? std::numeric_limits<double>::denorm_min() : value;
}

class CsvRoundTrip : public testing::TestWithParam<const char*> {};

TEST_P(CsvRoundTrip, GivesBackEveryTextAndEveryNumber) {
  constexpr std::uint64_t kSeed = 20'26;
  constexpr int kRows = 20'000;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  const ScratchFile file(GetParam());
  const auto writer = *CsvWriter::create(file.path());
  ASSERT_TRUE(writer->text("text").text("number").end_row().has_value());
  std::mt19937_64 written(kSeed);
  for (int row = 0; row < kRows; ++row) {
    writer->text(awkward_text(written));
    ASSERT_TRUE(writer->number(any_double(written)).end_row().has_value());
  }
  ASSERT_TRUE(writer->finish().has_value());

  const auto reader = *CsvReader::open(file.path());
  std::vector<std::string_view> fields;
  std::mt19937_64 random(kSeed);
  for (int row = 0; row < kRows; ++row) {
    ASSERT_EQ(reader->next(fields), true);
    ASSERT_EQ(fields[0], awkward_text(random)) << reader->place();
    double number = 0;
    ASSERT_EQ(std::from_chars(fields[1].begin(), fields[1].end(), number).ptr, fields[1].end());
    ASSERT_EQ(std::bit_cast<std::uint64_t>(number), std::bit_cast<std::uint64_t>(any_double(random))) << reader->place();
  }
  EXPECT_EQ(reader->next(fields), false);
}

INSTANTIATE_TEST_SUITE_P(Endings, CsvRoundTrip, testing::Values(".csv", ".csv.gz"));

TEST(CsvWriter, SaysThatADiskIsFull) {
  const auto writer = CsvWriter::create("/dev/full");
  if (!writer) GTEST_SKIP() << "this machine has no /dev/full";
  ASSERT_TRUE((*writer)->text("a").end_row().has_value());
  EXPECT_THAT((*writer)->finish().error(), HasSubstr("/dev/full: cannot be written: No space left"));
}

TEST(CsvWriterDeathTest, RowsOfDifferentWidthAreABug) {
  const ScratchFile file(".csv");
  const auto writer = *CsvWriter::create(file.path());
  ASSERT_TRUE(writer->text("a").text("b").end_row().has_value());
  EXPECT_DEATH(static_cast<void>(writer->text("1").end_row()), "broken invariant");
}

}  // namespace
}  // namespace driftd::csv
