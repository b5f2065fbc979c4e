#include "daemon/csv/byte_source.h"

#include <gmock/gmock.h>

#include <vector>

#include "tests/daemon/csv/scratch_file.h"

namespace driftd::csv {
namespace {

using testing::HasSubstr;

/// All of the file, in pieces of `piece` bytes.
std::expected<std::string, std::string> read_all(ByteSource& source, std::size_t piece) {
  std::string content;
  std::vector<char> buffer(piece);
  while (true) {
    const auto got = source.read(buffer);
    if (!got) return std::unexpected(got.error());
    if (*got == 0) return content;
    content.append(buffer.data(), *got);
  }
}

std::expected<std::string, std::string> content_of(std::string_view bytes, std::size_t piece = 1000) {
  const ScratchFile file(bytes, ".bin");
  return read_all(**ByteSource::open(file.path()), piece);
}

std::string a_long_text() {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i) + ",";
  return text;
}

TEST(ByteSource, GivesAPlainFileAsItIs) {
  EXPECT_EQ(content_of(""), "");
  EXPECT_EQ(content_of("x"), "x");
  EXPECT_EQ(content_of(a_long_text(), 7), a_long_text());
}

TEST(ByteSource, DecompressesGzipWhateverTheFileIsCalled) {
  EXPECT_EQ(content_of(gzipped("hello")), "hello");
  EXPECT_EQ(content_of(gzipped("")), "");
  EXPECT_EQ(content_of(gzipped(a_long_text()), 11), a_long_text());
}

TEST(ByteSource, ReadsGzipMembersOneBehindTheOther) {
  EXPECT_EQ(content_of(gzipped("one") + gzipped("") + gzipped("two"), 1), "onetwo");
}

TEST(ByteSource, RefusesGzipThatIsCutShort) {
  const std::string whole = gzipped(a_long_text());
  for (const std::size_t kept : {std::size_t{2}, std::size_t{15}, whole.size() / 2, whole.size() - 1}) {
    const auto content = content_of(whole.substr(0, kept));
    ASSERT_FALSE(content.has_value()) << kept;
    EXPECT_THAT(content.error(), HasSubstr("cut short")) << kept;
  }
}

TEST(ByteSource, RefusesDamagedGzip) {
  std::string damaged = gzipped(a_long_text());
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);  // in the checksum
  EXPECT_THAT(content_of(damaged).error(), HasSubstr("damaged"));
  EXPECT_THAT(content_of(gzipped("hello") + "and more").error(), HasSubstr("damaged"));
}

TEST(ByteSource, TellsHowFarItIsThroughTheCompressedFile) {
  const std::string compressed = gzipped(a_long_text());
  const ScratchFile file(compressed, ".gz");
  const auto source = *ByteSource::open(file.path());
  EXPECT_EQ(source->bytes_total(), compressed.size());
  EXPECT_LT(source->bytes_read(), compressed.size());
  ASSERT_TRUE(read_all(*source, 5000).has_value());
  EXPECT_EQ(source->bytes_read(), compressed.size());
}

TEST(ByteSource, NamesAFileThatCannotBeRead) {
  EXPECT_THAT(ByteSource::open("/there/is/no.csv").error(), HasSubstr("/there/is/no.csv: cannot be opened: No such file"));
  EXPECT_THAT(ByteSource::open(testing::TempDir()).error(), HasSubstr("cannot be read: Is a directory"));
}

}  // namespace
}  // namespace driftd::csv
