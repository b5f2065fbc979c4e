// What an update cycle writes down for those who ask later.

#include <gtest/gtest.h>

#include <algorithm>

#include "daemon/engine/update_cycle.h"

namespace driftd::engine {
namespace {

updaters::UpdateSettings watched_closely() {
  updaters::UpdateSettings settings;
  settings.gate = {.alpha = 0.05, .min_rows = 50, .looks = 2};
  settings.watch = {.labels = 80, .alpha = 0.05};
  return settings;
}

/// A cycle that is taken through its updates, with everything that it has emitted.
struct Updates {
  template <class T>
  const T* last() const {
    for (auto action = emitted.rbegin(); action != emitted.rend(); ++action) {
      if (const auto* found = std::get_if<T>(&*action)) return found;
    }
    return nullptr;
  }
  UpdateCycle::Emit emit() {
    return [this](ActionBody action) { emitted.push_back(std::move(action)); };
  }
  void add_samples(std::size_t count, std::uint64_t version = 0) {
    for (std::size_t i = 0; i < count; ++i) {
      samples.add({.prediction = samples.end() * 100 + 8, .label = 1});
      cycle.on_sample(samples, version, emit());
    }
  }
  void begin(std::uint64_t from, std::uint64_t to) {
    cycle.begin({.cause = {.text = "adwin"},
                 .strategy = {.strategy = "retrain", .window = {.from = from, .to = to}, .reason = "because"},
                 .attempt = 1},
                samples, 7, Time{}, emit());
  }
  void trained() {
    cycle.on(TrainingEnded{.job = cycle.record().job, .succeeded = true, .artefact_hash = "hash " + std::to_string(cycle.record().job)},
             samples, emit());
  }
  void installed() { cycle.on(Installed{.job = cycle.record().job, .version = last<Install>()->version}, Time{}, emit()); }
  /// `better` rows only the challenger got right, `worse` only the champion.
  void compared(std::size_t better, std::size_t worse, std::size_t rows) {
    std::vector<double> champion(rows, 0);
    std::vector<double> challenger(rows, 0);
    std::fill_n(champion.begin(), better, 1);
    std::fill_n(challenger.rbegin(), worse, 1);
    const Compare& asked = *last<Compare>();
    cycle.on(Compared{.job = asked.job, .champion = champion, .challenger = challenger, .look = asked.look}, samples, Time{}, emit());
  }
  void first_version() {
    add_samples(300);
    begin(0, 300);
    trained();
    installed();
  }
  void second_version() {
    add_samples(300, 1);
    begin(300, 500);
    trained();
    compared(60, 5, 100);
    installed();
  }

  UpdateCycle cycle{watched_closely(), "logistic"};
  Samples samples{10'000};
  std::vector<ActionBody> emitted;
};

TEST(UpdateCycleRecords, AWatchIsWrittenDownWhenItBeginsAndWhenItEnds) {
  Updates bench;
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
  Updates bench;
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
  Updates bench;
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
  detectors::StateWriter state;
  bench.cycle.save(state);
  Updates other;
  detectors::StateReader reader(state.bytes());
  other.cycle.load(reader);
  ASSERT_FALSE(reader.failed());
  EXPECT_EQ(other.cycle.record().training, facts) << "a restart forgets nothing";
}

}  // namespace
}  // namespace driftd::engine
