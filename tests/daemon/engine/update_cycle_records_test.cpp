// What an update cycle writes down for those who ask later.

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/daemon/engine/update_bench.h"

namespace driftd::engine {
namespace {

using bench::Bench;

TEST(UpdateCycleRecords, AWatchIsWrittenDownWhenItBeginsAndWhenItEnds) {
  Bench bench;
  bench.first_version();
  EXPECT_EQ(bench.last<WatchRecord>()->outcome, "none");
  bench.second_version();
  const WatchRecord begun = *bench.last<WatchRecord>();
  EXPECT_EQ(begun.outcome, "watching");
  EXPECT_EQ(begun.job, 2U);
  EXPECT_EQ(begun.version, 2U);
  EXPECT_EQ(begun.previous, 1U);
  for (int block = 0; block < 8; ++block) {
    bench.add_samples(10, 2);
    bench.compared(3, 3, 10);
  }
  const WatchRecord stood = *bench.last<WatchRecord>();
  EXPECT_EQ(stood.outcome, "stood");
  EXPECT_EQ(stood.job, 2U);
  EXPECT_EQ(stood.labels, 80U);
  EXPECT_EQ(stood.verdict.rows, 80U);
  EXPECT_DOUBLE_EQ(stood.verdict.challenger_loss, 0.3);
}

TEST(UpdateCycleRecords, AWatchThatIsCutShortOrRolledBackSaysSo) {
  Bench bench;
  bench.first_version();
  bench.second_version();
  bench.add_samples(300, 1);  // answered by the version before: no business of the watch
  bench.begin(600, 800);
  bench.trained();
  bench.compared(60, 5, 100);
  bench.installed();
  std::vector<std::string> outcomes;
  for (const auto& action : bench.emitted) {
    if (const auto* watch = std::get_if<WatchRecord>(&action)) outcomes.push_back(std::to_string(watch->version) + " " + watch->outcome);
  }
  EXPECT_EQ(outcomes, (std::vector<std::string>{"1 none", "2 watching", "2 cut_short", "3 watching"}));
  ASSERT_TRUE(bench.cycle.roll_back("ops", Time{}, bench.emit()));
  EXPECT_EQ(bench.last<WatchRecord>()->outcome, "rolled_back");
  EXPECT_EQ(bench.last<WatchRecord>()->version, 3U);
  EXPECT_EQ(bench.last<WatchRecord>()->reason, "ops");
}

TEST(UpdateCycleRecords, WhatATrainingWasMadeOfStandsInItsRecord) {
  Bench bench;
  bench.add_samples(300);
  bench.begin(0, 300);
  const TrainingFacts facts{.trainer = "fit JOB", .ending = "exit code 0", .table_sha256 = "ab", .rows = 300};
  bench.cycle.on(TrainingEnded{.job = 1, .succeeded = true, .reason = "a good fit", .artefact_hash = "h", .facts = facts}, bench.samples,
                 bench.emit());
  const UpdateRecord& record = *bench.last<UpdateRecord>();
  EXPECT_EQ(record.training, facts);
  EXPECT_EQ(record.notes, "a good fit");
  EXPECT_EQ(record.plan, "because");
  EXPECT_EQ(record.window, (updaters::DataWindow{.from = 0, .to = 300}));
  EXPECT_EQ(bench::restarted(bench).record().training, facts) << "a restart forgets nothing";
}

}  // namespace
}  // namespace driftd::engine
