#include "daemon/csv/csv_reader.h"

#include <gmock/gmock.h>

#include "tests/daemon/csv/scratch_file.h"

namespace driftd::csv {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::SizeIs;

using Table = std::vector<std::vector<std::string>>;

/// The header and all rows, or the first error.
std::expected<Table, std::string> read_table(const std::filesystem::path& path, CsvLimits limits = {}) {
  auto reader = CsvReader::open(path, limits);
  if (!reader) return std::unexpected(reader.error());
  Table table{{(*reader)->header().begin(), (*reader)->header().end()}};
  std::vector<std::string_view> fields;
  while (true) {
    const auto more = (*reader)->next(fields);
    if (!more) return std::unexpected(more.error());
    if (!*more) return table;
    table.emplace_back(fields.begin(), fields.end());
  }
}

std::expected<Table, std::string> table_of(std::string_view text, CsvLimits limits = {}) {
  const ScratchFile file(text, ".csv");
  return read_table(file.path(), limits);
}

/// What is said of `text`, from the line number on.
std::string error_of(std::string_view text, CsvLimits limits = {}) {
  const auto table = table_of(text, limits);
  if (table) return "no error";
  return table.error().substr(table.error().find(".csv:") + 5);
}

TEST(CsvReader, ReadsHeaderAndRows) {
  EXPECT_EQ(table_of("a,b\n1,2\n3,4\n"), (Table{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
}

TEST(CsvReader, NeedsNoLastLineEnd) {
  EXPECT_EQ(table_of("a,b\n1,2"), (Table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(table_of("a,b\n1,\"2\""), (Table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(table_of("a,b\n1,"), (Table{{"a", "b"}, {"1", ""}}));
  EXPECT_EQ(table_of("a,b"), (Table{{"a", "b"}}));
}

TEST(CsvReader, TakesCrlfLineEnds) {
  EXPECT_EQ(table_of("a,b\r\n1,\"2\"\r\n,\r\n"), (Table{{"a", "b"}, {"1", "2"}, {"", ""}}));
}

TEST(CsvReader, TakesFieldsInQuotes) {
  EXPECT_EQ(table_of("a,b\n\"x,y\",\"line\nline\"\n\"\",\"say \"\"hi\"\"\"\n\"\"\"\",\"\r\n\"\n"),
            (Table{{"a", "b"}, {"x,y", "line\nline"}, {"", "say \"hi\""}, {"\"", "\r\n"}}));
}

TEST(CsvReader, PassesOverBlankLinesAndByteOrderMark) {
  EXPECT_EQ(table_of("\xEF\xBB\xBF\n\na,b\n\n1,2\r\n\r\n\n"), (Table{{"a", "b"}, {"1", "2"}}));
}

TEST(CsvReader, TakesABlankLineOfOneColumnAsARow) {
  EXPECT_EQ(table_of("a\n\nx\n\"\"\n"), (Table{{"a"}, {""}, {"x"}, {""}}));
}

TEST(CsvReader, ReadsGzipUnderAnyName) {
  EXPECT_EQ(table_of(gzipped("a,b\n1,2\n")), (Table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(table_of(gzipped("a,b\n1,") + gzipped("2\n")), (Table{{"a", "b"}, {"1", "2"}}));
}

// Rows of every length meet the buffer's end at every place there is in a row.
TEST(CsvReader, ReadsRowsAcrossItsBuffersEnds) {
  std::string text = "number,quoted,crlf\n";
  Table expected{{"number", "quoted", "crlf"}};
  for (std::size_t i = 0; i < 60'000; ++i) {
    const std::string padding(i % 17, 'x');
    text += std::to_string(i) + ",\"" + padding + "\"\"\n,\"," + padding + "\r\n";
    expected.push_back({std::to_string(i), padding + "\"\n,", padding});
  }
  EXPECT_TRUE(table_of(text) == expected);
  EXPECT_TRUE(table_of(gzipped(text)) == expected);
}

TEST(CsvReader, ReadsRowsLongerThanItsBuffer) {
  const std::string field(700'000, 'x');
  EXPECT_TRUE(table_of("a,b\n" + field + ",\"" + field + "\"\n1,2\n") == (Table{{"a", "b"}, {field, field}, {"1", "2"}}));
}

TEST(CsvReader, SaysOnWhichLineTheLastRowBegan) {
  const ScratchFile file("a,b\n1,\"x\n\ny\"\n\n2,z\n", ".csv");
  const auto reader = *CsvReader::open(file.path());
  std::vector<std::string_view> fields;
  EXPECT_EQ(reader->line(), 1U);
  EXPECT_EQ(reader->next(fields), true);
  EXPECT_EQ(reader->line(), 2U);
  EXPECT_EQ(reader->next(fields), true);
  EXPECT_EQ(reader->line(), 6U);
  EXPECT_THAT(reader->place(), EndsWith(".csv:6"));
}

TEST(CsvReader, RefusesAWrongNumberOfFields) {
  EXPECT_EQ(error_of("a,b\n1,2\n3\n"), "3: has 1 field, the header has 2");
  EXPECT_EQ(error_of("a,b\n1,\"\n\"\n1,2,3\n"), "4: has 3 fields, the header has 2");
}

TEST(CsvReader, RefusesQuotesOutOfPlace) {
  EXPECT_THAT(error_of("a,b\n1,x\"y\n"), HasSubstr("2: field 2: a quote within a field that does not begin with one"));
  EXPECT_THAT(error_of("a,b\n\"x\"y,1\n"), HasSubstr("2: field 1: something follows its closing quote"));
  EXPECT_EQ(error_of("a,b\n1,2\n1,\"x\n2,3\n"), "3: field 2: its quotes are never closed");
}

TEST(CsvReader, RefusesALoneCarriageReturn) {
  EXPECT_THAT(error_of("a,b\n1,2\r3,4\n"), HasSubstr("2: a carriage return without a line feed"));
  EXPECT_THAT(error_of("a,b\n1,2\r"), HasSubstr("2: ends in a carriage return"));
}

TEST(CsvReader, RefusesAFileWithoutAHeader) {
  EXPECT_EQ(error_of(""), "1: is empty; its first row must name the columns");
  EXPECT_THAT(error_of("\n\n"), HasSubstr("is empty"));
  EXPECT_EQ(error_of("a,b,a\n"), "1: names two columns \"a\"; names must differ");
}

TEST(CsvReader, BoundsColumnsFieldsAndRows) {
  EXPECT_EQ(error_of("a,b\n1,2\n", {.columns = 2}), "no error");
  EXPECT_EQ(error_of("a,b,c\n", {.columns = 2}), "1: has more than 2 fields");
  EXPECT_EQ(error_of("a,b\n12345,\"12345\"\r\n", {.field_bytes = 5}), "no error");
  EXPECT_EQ(error_of("a,b\n1,123456\n", {.field_bytes = 5}), "2: field 2: is longer than 5 bytes");
  EXPECT_EQ(error_of("a,b\n\"" + std::string(600'000, 'x'), {.field_bytes = 5}),
            "2: field 1: is longer than 5 bytes; are its quotes ever closed?");
  const std::string half(400'000, 'x');
  EXPECT_EQ(error_of("a,b\n" + half + "," + half + "\n", {.row_bytes = 500'000}), "2: is longer than 500000 bytes");
}

TEST(CsvReader, TakesAFieldOfJustTheLongestLengthWhereverTheBufferEnds) {
  for (std::size_t shift = 0; shift < 6; ++shift) {
    const std::string field((256U << 10U) - 8 + shift, 'x');
    EXPECT_EQ(error_of("a,b\n1,\"" + field + "\"\r\n", {.field_bytes = field.size()}), "no error") << shift;
    EXPECT_EQ(error_of("a,b\n1," + field + "\r\n", {.field_bytes = field.size()}), "no error") << shift;
  }
}

TEST(CsvReader, GivesAnErrorAgainOnceThereWasOne) {
  const ScratchFile file("a,b\n1\n1,2\n", ".csv");
  const auto reader = *CsvReader::open(file.path());
  std::vector<std::string_view> fields;
  const auto first = reader->next(fields);
  ASSERT_FALSE(first.has_value());
  EXPECT_EQ(reader->next(fields), first);
}

TEST(CsvReader, SaysWhereGzipBreaksOff) {
  std::string text = "a,b\n";
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",2\n";
  const std::string whole = gzipped(text);
  const std::string error = error_of(whole.substr(0, whole.size() / 2));
  EXPECT_THAT(error, HasSubstr("cut short"));
  EXPECT_GT(std::stoi(error), 1000) << error;
}

TEST(CsvReader, NamesAFileThatIsNotThere) {
  EXPECT_THAT(CsvReader::open("/no/such.csv").error(), HasSubstr("/no/such.csv: cannot be opened"));
}

TEST(CsvReader, KeepsTheMemoryOfTheFieldsFromRowToRow) {
  const ScratchFile file("a,b,c\n1,2,3\n4,5,6\n", ".csv");
  const auto reader = *CsvReader::open(file.path());
  std::vector<std::string_view> fields;
  ASSERT_EQ(reader->next(fields), true);
  const auto* const before = fields.data();
  ASSERT_EQ(reader->next(fields), true);
  EXPECT_EQ(fields.data(), before);
  EXPECT_THAT(fields, ElementsAre("4", "5", "6"));
  EXPECT_THAT(reader->header(), SizeIs(3));
}

TEST(CsvReader, ReportsProgressThroughTheCompressedFile) {
  const ScratchFile file(gzipped("a,b\n1,2\n"), ".csv.gz");
  const auto reader = *CsvReader::open(file.path());
  std::vector<std::string_view> fields;
  while (reader->next(fields).value()) {
  }
  EXPECT_EQ(reader->bytes_total(), std::filesystem::file_size(file.path()));
  EXPECT_EQ(reader->bytes_read(), reader->bytes_total());
}

}  // namespace
}  // namespace driftd::csv
