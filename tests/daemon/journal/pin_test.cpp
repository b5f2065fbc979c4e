#include "daemon/journal/pin.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/daemon/journal/small_journal.h"
#include "tests/scratch_folder.h"

namespace driftd::journal {
namespace {

using tests::ScratchFolder;

TEST(PinTest, KeepsReleasedBytesReadableWhileTheirFilesWouldBeRecycled) {
  const ScratchFolder folder;
  const auto journal = open_or_throw(small(folder.path()));
  const auto written = write(*journal, texts(100, 300));
  const Pin pin = journal->pin();
  ASSERT_TRUE(journal->release_before(journal->end()));
  write(*journal, texts(200, 300));
  ASSERT_TRUE(journal->release_before(journal->end()));
  for (const auto& [position, text] : written) ASSERT_EQ(text_of(pin.tail(position)).substr(0, text.size()), text);
}

TEST(PinTest, FollowsCommitsToItsSegmentsButNotNewSegments) {
  const ScratchFolder folder;
  const auto journal = open_or_throw(small(folder.path()));
  const Pin pin = journal->pin();
  const auto first = write(*journal, {"here"});
  EXPECT_FALSE(pin.tail(first.front().first).empty());
  const auto later = write(*journal, texts(100, 300));
  EXPECT_TRUE(pin.tail(later.back().first).empty());
  EXPECT_FALSE(journal->pin().tail(later.back().first).empty());
}

/// A payload that begins with its number and whose every other letter follows from it, so that a reader can judge each byte it sees.
std::string numbered(int number) {
  return std::to_string(number) + "|" + std::string(static_cast<std::size_t>(number % 300), static_cast<char>('a' + (number % 26)));
}

void expect_sound(const Pin& pin, std::atomic<std::uint64_t>& seen) {
  int previous = -1;
  const auto done = pin.scan(0, [&](Position, std::span<const std::byte> payload) {
    const std::string text = text_of(payload);
    const int number = std::stoi(text);
    ASSERT_EQ(text, numbered(number));
    if (previous >= 0) {
      ASSERT_EQ(number, previous + 1) << "a record is missing";
    }
    previous = number;
    ++seen;
  });
  ASSERT_TRUE(done) << done.error().message;
}

TEST(PinTest, ReadersSeeWholeRecordsInOrderWhileTheWriterCommitsTurnsReleasesAndRecycles) {
  const ScratchFolder folder;
  const auto journal = open_or_throw(small(folder.path()));
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> seen = 0;
  {
    std::vector<std::jthread> readers;
    readers.reserve(2);
    for (int i = 0; i < 2; ++i) {
      readers.emplace_back([&] {
        while (!stop || seen == 0) {
          expect_sound(journal->pin(), seen);
          const Position begin = journal->begin();  // before end(): both only grow, and the writer may release between the two
          EXPECT_LE(begin, journal->end());
        }
      });
    }
    int number = 0;
    for (int commit = 0; commit < 150; ++commit) {
      for (int i = 0; i < 10; ++i) journal->append(bytes_of(numbered(number++)));
      EXPECT_TRUE(journal->commit());
      if (commit % 20 == 19) {
        EXPECT_TRUE(journal->release_before(journal->end()));
      }
    }
    stop = true;
  }
  EXPECT_GT(seen, 0U);
  EXPECT_GT(journal->begin(), kHeaderBytes) << "nothing was released, so nothing was tested";
}

}  // namespace
}  // namespace driftd::journal
