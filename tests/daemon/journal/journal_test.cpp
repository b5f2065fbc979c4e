#include "daemon/journal/journal.h"

#include <gtest/gtest.h>

#include "tests/daemon/journal/faulty_disk.h"
#include "tests/daemon/journal/file_damage.h"
#include "tests/daemon/journal/small_journal.h"
#include "tests/scratch_folder.h"

namespace driftd::journal {
namespace {

using tests::ScratchFolder;

class JournalTest : public ::testing::Test {
 protected:
  std::unique_ptr<Journal> open() {
    auto settings = small(folder_.path());
    settings.calls = &disk_;
    return open_or_throw(settings);
  }

  ScratchFolder folder_;
  FaultyDisk disk_;
};

TEST_F(JournalTest, BeginsEmpty) {
  const auto journal = open();
  EXPECT_EQ(journal->begin(), journal->end());
  EXPECT_TRUE(entries_of(*journal).empty());
  EXPECT_EQ(journal->bytes_on_disk(), kLeastSegmentBytes);
}

TEST_F(JournalTest, ShowsAPayloadOnlyOnceItIsCommitted) {
  const auto journal = open();
  const Position position = journal->append(bytes_of("payload"));
  EXPECT_TRUE(journal->tail(position).empty());
  EXPECT_TRUE(entries_of(*journal).empty());
  EXPECT_GT(journal->gathered_bytes(), 0U);
  ASSERT_TRUE(journal->commit());
  EXPECT_EQ(text_of(journal->tail(position)).substr(0, 7), "payload");
  EXPECT_EQ(entries_of(*journal), (Entries{{position, "payload"}}));
  EXPECT_EQ(journal->gathered_bytes(), 0U);
}

TEST_F(JournalTest, PutsPayloadsAtMultiplesOfEightInMemoryToo) {
  const auto journal = open();
  for (const auto& [position, text] : write(*journal, {"a", "bcd", "", "efghijklm"})) {
    EXPECT_EQ(position % 8, 0U);
    if (!text.empty()) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(journal->tail(position).data()) % 8, 0U);
    }
  }
}

TEST_F(JournalTest, GathersACommitIntoOneWriteAndOneSync) {
  const auto journal = open();
  disk_.writes = disk_.data_syncs = 0;
  for (const auto& text : texts(20, 100)) journal->append(bytes_of(text));
  ASSERT_TRUE(journal->commit());
  EXPECT_EQ(disk_.writes, 1);
  EXPECT_EQ(disk_.data_syncs, 1);
}

TEST_F(JournalTest, CommitsNothingWithoutTouchingTheDisk) {
  const auto journal = open();
  disk_.writes = disk_.data_syncs = 0;
  ASSERT_TRUE(journal->commit());
  EXPECT_EQ(disk_.writes + disk_.data_syncs, 0);
}

TEST_F(JournalTest, KeepsEveryPayloadAtItsPositionOverARestart) {
  Entries written;
  Position end = 0;
  {
    const auto journal = open();
    written = write(*journal, texts(200, 333));  // some five segments
    end = journal->end();
    EXPECT_EQ(entries_of(*journal), written);
  }
  const auto journal = open();
  EXPECT_EQ(entries_of(*journal), written);
  EXPECT_EQ(journal->end(), end);
  EXPECT_FALSE(journal->cut());
  for (const auto& [position, text] : written) EXPECT_EQ(text_of(journal->tail(position)).substr(0, text.size()), text);
  written = written + write(*journal, texts(50, 300));
  EXPECT_EQ(entries_of(*journal), written);
}

TEST_F(JournalTest, SpreadsOneCommitOverAsManySegmentsAsItTakes) {
  Entries written;
  {
    const auto journal = open();
    for (const auto& text : texts(30, journal->max_payload())) written.emplace_back(journal->append(bytes_of(text)), text);
    ASSERT_TRUE(journal->commit());
    EXPECT_EQ(entries_of(*journal), written);
  }
  EXPECT_EQ(entries_of(*open()), written);
  EXPECT_EQ(files_with(folder_.path(), ".segment").size(), 15U);
}

TEST_F(JournalTest, OpensWhateverThePointAtWhichASegmentIsFull) {
  // Records that fill a segment to the last byte, or to a few bytes before it, restarted at each.
  Entries written;
  for (std::size_t length = 3000; length < 3100; length += 8) {
    const auto journal = open();
    for (const auto& text : texts(2, length)) written.emplace_back(journal->append(bytes_of(text)), text);
    ASSERT_TRUE(journal->commit());
    EXPECT_EQ(entries_of(*journal), written);
  }
}

TEST_F(JournalTest, FillsASegmentToItsLastByte) {
  const auto journal = open();
  const std::uint64_t room = records_limit(kLeastSegmentBytes) - kHeaderBytes;
  const auto sizes = {std::uint64_t{4096}, std::uint64_t{4096}, room - 2 * record_bytes(4096) - sizeof(RecordHeader)};
  Entries written;
  for (const auto size : sizes) written = written + write(*journal, {std::string(size, 'x')});
  EXPECT_EQ(files_with(folder_.path(), ".segment").size(), 1U);
  EXPECT_EQ(journal->end(), records_limit(kLeastSegmentBytes));
  written = written + write(*journal, {"one more"});
  EXPECT_EQ(files_with(folder_.path(), ".segment").size(), 2U);
  EXPECT_EQ(entries_of(*journal), written);
}

TEST_F(JournalTest, GoesOnWithANewSegmentSize) {
  auto written = write(*open(), texts(100, 300));
  auto settings = small(folder_.path());
  settings.segment_bytes = 2 * kLeastSegmentBytes;
  const auto journal = open_or_throw(settings);
  written = written + write(*journal, {std::string(journal->max_payload(), 'L'), std::string(journal->max_payload(), 'M'), "s"});
  EXPECT_EQ(entries_of(*journal), written);
}

TEST_F(JournalTest, ScansFromAPayloadOrAnEarlierEnd) {
  const auto journal = open();
  const auto before = write(*journal, texts(90, 300));
  const Position checkpoint = journal->end();
  const auto after = write(*journal, texts(90, 300));
  EXPECT_EQ(entries_of(*journal, checkpoint), after);
  EXPECT_EQ(entries_of(*journal, after.front().first), after);
  EXPECT_EQ(entries_of(*journal, before[40].first).size(), 50U + 90U);
  EXPECT_EQ(entries_of(*journal, journal->begin()), before + after);
  EXPECT_TRUE(entries_of(*journal, journal->end()).empty());
}

TEST_F(JournalTest, HasNothingWhereNoCommittedByteStands) {
  const auto journal = open();
  const auto written = write(*journal, texts(100, 300));
  for (const Position position : {Position{0}, Position{8}, journal->end(), journal->end() + 8, kNowhere}) {
    EXPECT_TRUE(journal->tail(position).empty()) << position;
  }
}

TEST_F(JournalTest, RefusesASegmentSizeThatCannotBe) {
  for (const std::uint64_t bytes : {0UL, 4096UL, kLeastSegmentBytes + 8, kMostSegmentBytes + 4096}) {
    const auto journal = Journal::open({.folder = folder_.path(), .segment_bytes = bytes});
    ASSERT_FALSE(journal) << bytes;
    EXPECT_EQ(journal.error().code, EINVAL);
  }
}

TEST_F(JournalTest, DiesOfAPayloadAboveTheBoundItStates) {
  const auto journal = open();
  const std::string large(journal->max_payload() + 1, 'x');
  EXPECT_DEATH(journal->append(bytes_of(large)), "broken invariant");
}

TEST_F(JournalTest, IsOpenOnce) {
  const auto journal = open();
  const auto second = Journal::open(small(folder_.path()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, EBUSY);
}

TEST_F(JournalTest, ReleasesWholeSegmentsAndNeverTheLast) {
  const auto journal = open();
  const auto written = write(*journal, texts(200, 333));
  const Position kept = written[100].first;
  ASSERT_TRUE(journal->release_before(kept));
  EXPECT_GT(journal->begin(), written.front().first);
  EXPECT_LE(journal->begin(), kept);
  EXPECT_TRUE(journal->tail(written.front().first).empty());
  EXPECT_EQ(entries_of(*journal, kept), Entries(written.begin() + 100, written.end()));
  ASSERT_TRUE(journal->release_before(kNowhere));
  EXPECT_FALSE(journal->tail(written.back().first).empty());
}

TEST_F(JournalTest, StaysReleasedOverARestart) {
  Entries left;
  {
    const auto journal = open();
    const auto written = write(*journal, texts(200, 333));
    ASSERT_TRUE(journal->release_before(written[150].first));
    left = entries_of(*journal);
  }
  EXPECT_LT(left.size(), 100U);
  EXPECT_EQ(entries_of(*open()), left);
}

TEST_F(JournalTest, StaysWithinItsBoundWhenReleasedAsItGoes) {
  const auto journal = open();
  for (int round = 0; round < 20; ++round) {
    write(*journal, texts(40, 300));
    ASSERT_TRUE(journal->release_before(journal->end()));
    EXPECT_LE(journal->bytes_on_disk(), 3 * kLeastSegmentBytes) << "the last and two spares";
  }
  EXPECT_LE(files_with(folder_.path(), ".segment").size() + files_with(folder_.path(), ".spare").size(), 3U);
}

TEST_F(JournalTest, NeverResurrectsWhatARecycledFileHeld) {
  // Equal lengths, so that the old records in a recycled file stand exactly where new ones would.
  Entries alive;
  for (int round = 0; round < 12; ++round) {
    const auto journal = open();
    ASSERT_EQ(entries_of(*journal), alive) << "round " << round;
    alive = alive + write(*journal, texts(25, 496));
    ASSERT_TRUE(journal->release_before(alive[alive.size() - 5].first));
    alive = entries_of(*journal);
  }
  EXPECT_FALSE(files_with(folder_.path(), ".spare").empty()) << "nothing was recycled, so nothing was tested";
}

TEST_F(JournalTest, StampsEachSegmentUnpredictably) {
  const auto journal = open();
  write(*journal, texts(120, 300));
  std::vector<std::uint32_t> stamps;
  for (const auto& path : files_with(folder_.path(), ".segment")) {
    const auto bytes = read_file(path);
    stamps.push_back(read_header(std::as_bytes(std::span(bytes))).value().stamp);
  }
  std::ranges::sort(stamps);
  EXPECT_EQ(stamps.size(), 4U);
  EXPECT_EQ(std::ranges::adjacent_find(stamps), stamps.end());
}

TEST_F(JournalTest, KeepsItsSegmentWhenReleaseIsRefusedAndReleasesItLater) {
  const auto journal = open();
  const auto written = write(*journal, texts(100, 300));
  disk_.fail_rename = EROFS;
  EXPECT_FALSE(journal->release_before(journal->end()));
  EXPECT_EQ(entries_of(*journal), written);
  EXPECT_TRUE(journal->release_before(journal->end()));
  EXPECT_LT(entries_of(*journal).size(), written.size());
  EXPECT_FALSE(journal->failure());
}

TEST_F(JournalTest, FailsForGoodWhenASyncFails) {
  const auto journal = open();
  const auto safe = write(*journal, {"safe"});
  const Position end = journal->end();
  disk_.fail_sync_data = EIO;  // once
  journal->append(bytes_of("lost"));
  const auto first = journal->commit();
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, EIO);
  EXPECT_NE(first.error().message.find("What was acknowledged before is safe"), std::string::npos) << first.error().message;

  const int syncs = disk_.data_syncs;
  EXPECT_EQ(journal->append(bytes_of("later")), kNowhere);
  const auto second = journal->commit();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, first.error().message);
  EXPECT_EQ(disk_.data_syncs, syncs) << "a failed sync is never tried again";
  EXPECT_EQ(journal->failure()->code, EIO);
  EXPECT_EQ(journal->end(), end);
  EXPECT_EQ(entries_of(*journal), safe);
}

TEST_F(JournalTest, FailsForGoodWhenTheDiskIsFull) {
  auto journal = open();
  const auto safe = write(*journal, {"safe"});
  disk_.fail_write = ENOSPC;
  journal->append(bytes_of("lost"));
  EXPECT_EQ(journal->commit().error().code, ENOSPC);
  EXPECT_EQ(journal->commit().error().code, ENOSPC);
  journal.reset();
  EXPECT_EQ(entries_of(*open()), safe);
}

TEST_F(JournalTest, FailsForGoodWhenNoNewSegmentCanBeMade) {
  for (int* fault : {&disk_.fail_reserve, &disk_.fail_sync, &disk_.fail_rename}) {
    auto journal = open();
    const auto safe = entries_of(*journal);
    *fault = ENOSPC;
    Entries gathered;
    for (const auto& text : texts(3, journal->max_payload())) gathered.emplace_back(journal->append(bytes_of(text)), text);
    const auto done = journal->commit();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ENOSPC);
    journal.reset();
    // What went to the finished segment was never acknowledged; it may be there, whole and in order, and nothing else may.
    journal = open();
    const auto found = entries_of(*journal);
    const auto all = safe + gathered;
    ASSERT_LE(found.size(), all.size());
    EXPECT_TRUE(std::equal(found.begin(), found.end(), all.begin()));
    EXPECT_GE(found.size(), safe.size());
    write(*journal, {"goes on"});
    EXPECT_EQ(entries_of(*journal).back().second, "goes on");
  }
}

TEST_F(JournalTest, ContinuesShortWrites) {
  disk_.most_at_once = 7;
  const auto written = write(*open(), texts(5, 50));
  EXPECT_EQ(entries_of(*open()), written);
}

}  // namespace
}  // namespace driftd::journal
