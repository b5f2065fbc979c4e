#include "daemon/csv/byte_sink.h"

#include <gmock/gmock.h>

#include "tests/daemon/csv/scratch_file.h"

namespace driftd::csv {
namespace {

using testing::HasSubstr;

void write_pieces(const std::filesystem::path& path) {
  const auto sink = *ByteSink::create(path);
  for (int i = 0; i < 100'000; ++i) ASSERT_TRUE(sink->write(std::to_string(i)).has_value());
  ASSERT_TRUE(sink->finish().has_value());
}

std::string pieces() {
  std::string all;
  for (int i = 0; i < 100'000; ++i) all += std::to_string(i);
  return all;
}

TEST(ByteSink, WritesAPlainFile) {
  const ScratchFile file(".csv");
  write_pieces(file.path());
  EXPECT_EQ(file.read(), pieces());
}

TEST(ByteSink, WritesGzipWhereTheNameSaysSo) {
  const ScratchFile file(".csv.gz");
  write_pieces(file.path());
  EXPECT_LT(file.read().size(), pieces().size());
  EXPECT_EQ(file.read().substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(gunzipped(file.path()), pieces());
}

TEST(ByteSink, ReplacesWhatWasThere) {
  const ScratchFile file("something far longer than what comes", ".csv");
  const auto sink = *ByteSink::create(file.path());
  ASSERT_TRUE(sink->write("new").has_value());
  ASSERT_TRUE(sink->finish().has_value());
  EXPECT_EQ(file.read(), "new");
}

TEST(ByteSink, MakesTheSameGzipFileOfTheSameBytes) {
  const ScratchFile one(".gz");
  const ScratchFile other(".gz");
  write_pieces(one.path());
  write_pieces(other.path());
  EXPECT_EQ(one.read(), other.read());
}

TEST(ByteSink, NamesAFileThatCannotBeWritten) {
  EXPECT_THAT(ByteSink::create("/there/is/no/folder.csv").error(), HasSubstr("/there/is/no/folder.csv: cannot be created: No such file"));
}

TEST(ByteSink, SaysThatADiskIsFull) {
  const auto sink = ByteSink::create("/dev/full");
  if (!sink) GTEST_SKIP() << "this machine has no /dev/full";
  EXPECT_THAT((*sink)->write("x").error(), HasSubstr("/dev/full: cannot be written: No space left"));
}

}  // namespace
}  // namespace driftd::csv
