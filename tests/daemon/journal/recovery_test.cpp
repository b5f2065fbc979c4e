#include "daemon/journal/recovery.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/daemon/journal/faulty_disk.h"
#include "tests/daemon/journal/file_damage.h"
#include "tests/daemon/journal/small_journal.h"
#include "tests/scratch_folder.h"

namespace driftd::journal {
namespace {

using tests::ScratchFolder;

class Recovery : public ::testing::Test {
 protected:
  std::unique_ptr<Journal> open() const { return open_or_throw(small(folder_.path())); }
  std::expected<std::unique_ptr<Journal>, JournalError> try_open(Position checked_before = 0) const {
    auto settings = small(folder_.path());
    settings.checked_before = checked_before;
    return Journal::open(settings);
  }
  std::filesystem::path segment(int index) const { return segment_path(folder_.path(), static_cast<Position>(index) * kLeastSegmentBytes); }
  void expect_refused_at(Position position) const {
    const auto journal = try_open();
    ASSERT_FALSE(journal) << "damage at " << position << " was not noticed";
    EXPECT_EQ(journal.error().code, EILSEQ);
    EXPECT_NE(journal.error().message.find("damaged at position " + std::to_string(position)), std::string::npos)
        << journal.error().message;
  }

  ScratchFolder folder_;
};

constexpr std::uint64_t kHead = sizeof(RecordHeader);

TEST_F(Recovery, KeepsAllButATornLastRecordWhereverTheFileIsCut) {
  const auto kept = write(*open(), {"first", "second"});
  const auto last = write(*open(), {"the last and torn record"});
  const auto whole = read_file(segment(0));
  const std::uint64_t begin = last.front().first - kHead;
  for (std::uint64_t cut = begin; cut < last.front().first + last.front().second.size(); ++cut) {
    write_file(segment(0), std::span(whole).first(cut));
    ASSERT_EQ(entries_of(*open()), kept) << "cut at byte " << cut - begin << " of the record";
    ASSERT_EQ(std::filesystem::file_size(segment(0)), kLeastSegmentBytes) << "the file has its length back";
  }
}

TEST_F(Recovery, KeepsAllButATornLastRecordWhereverItsBytesStop) {
  const auto kept = write(*open(), {"first", "second"});
  const auto last = write(*open(), {"the last and torn record"});
  const auto whole = read_file(segment(0));
  const std::uint64_t begin = last.front().first - kHead;
  for (std::uint64_t cut = begin; cut < last.front().first + last.front().second.size(); ++cut) {
    auto torn = whole;
    std::fill(torn.begin() + static_cast<std::ptrdiff_t>(cut), torn.end(), '\0');
    write_file(segment(0), torn);
    const auto journal = open();
    ASSERT_EQ(entries_of(*journal), kept) << "zero from byte " << cut - begin << " of the record";
    ASSERT_EQ(journal->end(), begin);
    if (cut >= begin + sizeof(std::uint32_t)) {
      ASSERT_EQ(journal->cut().value().at, begin);
    }
    // And what comes next stands where the torn record stood.
    const auto next = write(*journal, {"next"});
    ASSERT_EQ(next.front().first, last.front().first);
    ASSERT_EQ(entries_of(*journal), kept + next);
  }
}

TEST_F(Recovery, CutsAnUnfinishedCommitWhosePagesReachedTheDiskOutOfOrder) {
  const auto kept = write(*open(), {"acknowledged"});
  Entries commit;
  {
    const auto journal = open();
    for (const auto& text : texts(10, 40)) commit.emplace_back(journal->append(bytes_of(text)), text);
    ASSERT_TRUE(journal->commit());
  }
  // The power went before the fdatasync came back: the commit's fourth record never reached the disk, the ones behind it did.
  overwrite(segment(0), commit[3].first - kHead, std::vector<char>(record_bytes(40)));
  {
    const auto journal = open();
    EXPECT_EQ(entries_of(*journal), kept + Entries(commit.begin(), commit.begin() + 3));
    ASSERT_TRUE(journal->cut());
    EXPECT_EQ(journal->cut()->bytes, 7 * record_bytes(40));
    // A record of the same length ends just where an old, whole one began. That one must not come back to life.
    write(*journal, {std::string(40, 'n')});
  }
  const auto journal = open();
  EXPECT_EQ(entries_of(*journal).size(), 5U);
  EXPECT_EQ(entries_of(*journal).back().second, std::string(40, 'n'));
}

TEST_F(Recovery, CutsAnUnfinishedCommitWhoseSealReachedTheDiskFirst) {
  const auto kept = write(*open(), {"acknowledged"});
  Position first = 0;
  {
    const auto journal = open();
    for (const auto& text : texts(4, 4000)) {
      const Position position = journal->append(bytes_of(text));
      if (first == 0) first = position;
    }
    ASSERT_TRUE(journal->commit());
  }
  std::filesystem::remove(segment(1));  // not made yet when the power went
  overwrite(segment(0), first, "torn");
  Entries next;
  {
    const auto journal = open();
    EXPECT_EQ(entries_of(*journal), kept);
    next = write(*journal, texts(10, 2000));
  }
  EXPECT_EQ(entries_of(*open()), kept + next);
}

TEST_F(Recovery, RefusesAChangedBitAnywhereBeforeTheLastCommit) {
  constexpr unsigned kSeed = 7;
  std::mt19937 random(kSeed);
  const auto written = write(*open(), texts(120, 300));  // three segments and a part
  ASSERT_EQ(files_with(folder_.path(), ".segment").size(), 4U);
  for (std::size_t i = 0; i + 1 < written.size(); ++i) {
    const auto [position, text] = written[i];
    const std::uint64_t at = position - kHead + (random() % (kHead + text.size()));
    const auto path = segment(static_cast<int>(position / kLeastSegmentBytes));
    const int bit = static_cast<int>(random() % 8);
    flip_bit(path, at % kLeastSegmentBytes, bit);
    SCOPED_TRACE("record " + std::to_string(i) + ", byte " + std::to_string(at) + ", seed " + std::to_string(kSeed));
    expect_refused_at(position - kHead);
    flip_bit(path, at % kLeastSegmentBytes, bit);
  }
  EXPECT_EQ(entries_of(*open()), written) << "a refusal changes nothing";
}

TEST_F(Recovery, RefusesAnUnreadableLastSegmentThatIsSealedByALaterCommit) {
  const auto written = write(*open(), texts(34, 330));  // the next one does not fit
  write(*open(), {std::string(4000, 'x')});
  ASSERT_TRUE(std::filesystem::remove(segment(1)));
  flip_bit(segment(0), written.back().first);
  expect_refused_at(written.back().first - kHead);
}

TEST_F(Recovery, RefusesAFinishedSegmentWithoutItsEnd) {
  const auto written = write(*open(), texts(120, 300));
  const auto whole = read_file(segment(1));
  write_file(segment(1), std::span(whole).first(9000));
  const auto journal = try_open();
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().code, EILSEQ);
}

TEST_F(Recovery, RefusesAGap) {
  write(*open(), texts(120, 300));
  std::filesystem::remove(segment(1));
  const auto journal = try_open();
  ASSERT_FALSE(journal);
  EXPECT_NE(journal.error().message.find("the journal has a gap"), std::string::npos) << journal.error().message;
}

TEST_F(Recovery, RefusesARenamedOrForeignSegment) {
  write(*open(), texts(10, 300));
  std::filesystem::rename(segment(0), segment(3));
  EXPECT_NE(try_open().error().message.find("was it renamed?"), std::string::npos);
  write_file(segment(3), std::string("not one of ours"));
  EXPECT_NE(try_open().error().message.find("too short"), std::string::npos);
}

TEST_F(Recovery, DoesNotReadAgainWhatACheckpointCovers) {
  const auto written = write(*open(), texts(120, 300));
  flip_bit(segment(0), written[3].first);
  EXPECT_FALSE(try_open());
  EXPECT_FALSE(try_open(written[3].first)) << "the segment reaches beyond the checkpoint";
  EXPECT_TRUE(try_open(written[100].first));
}

TEST_F(Recovery, FindsTheDamageThatOpeningDidNotLookForWhenItScans) {
  const auto written = write(*open(), texts(120, 300));
  flip_bit(segment(0), written[3].first);
  const auto journal = try_open(written[100].first);
  ASSERT_TRUE(journal);
  std::size_t seen = 0;
  const auto done = (*journal)->scan(0, [&](Position, std::span<const std::byte>) { ++seen; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, EILSEQ);
  EXPECT_EQ(seen, 3U);
}

TEST_F(Recovery, ClearsAwaySegmentsThatWereNeverFinishedBeingMade) {
  const auto written = write(*open(), texts(10, 300));
  write_file(unfinished_path(folder_.path(), kLeastSegmentBytes), std::string("half a header"));
  EXPECT_EQ(entries_of(*open()), written);
  EXPECT_TRUE(files_with(folder_.path(), ".new").empty());
}

TEST_F(Recovery, LeavesOtherPeoplesFilesAlone) {
  write_file(folder_.path() / "notes.segment", std::string("mine"));
  write_file(folder_.path() / "README", std::string("mine"));
  EXPECT_TRUE(entries_of(*open()).empty());
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "notes.segment"));
}

TEST_F(Recovery, DoesNotBelieveWhatItCannotMakeDurable) {
  write(*open(), {"written by a process that was killed before its fdatasync, perhaps"});
  FaultyDisk disk;
  disk.fail_sync_data = EIO;
  auto settings = small(folder_.path());
  settings.calls = &disk;
  const auto journal = Journal::open(settings);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().code, EIO);
}

TEST_F(Recovery, IsNotFooledByAPayloadThatHoldsACopyOfTheJournal) {
  const auto kept = write(*open(), texts(3, 200));
  const auto bytes = read_file(segment(0));
  const std::string copy(bytes.begin() + kHeaderBytes, bytes.begin() + kHeaderBytes + 1000);
  const auto last = write(*open(), {copy});
  flip_bit(segment(0), last.front().first + 990);
  EXPECT_EQ(entries_of(*open()), kept);
}

}  // namespace
}  // namespace driftd::journal
