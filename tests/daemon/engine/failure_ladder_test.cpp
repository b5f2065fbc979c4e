// What the engine does about updates that come to nothing: the whole way from an alarm over the rungs to the open circuit and back, and
// that all of it follows from the journal.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <random>

#include "daemon/engine/engine.h"
#include "daemon/engine/event_codec.h"

namespace driftd::engine {
namespace {

using ::testing::HasSubstr;
using updaters::FailureCause;

constexpr std::uint64_t kSeed = 33;

class JournalOfRows : public Rows {
 public:
  JournalOfRows() { words_.reserve(1U << 22U); }
  Position append(std::span<const std::byte> bytes) {
    const std::size_t position = words_.size() * sizeof(double);
    words_.resize(words_.size() + bytes.size() / sizeof(double));
    std::memcpy(reinterpret_cast<std::byte*>(words_.data()) + position, bytes.data(), bytes.size());
    records_.push_back({position, bytes.size()});
    return position;
  }
  std::span<const std::byte> at(Position position) const override { return std::as_bytes(std::span(words_)).subspan(position); }
  const std::vector<std::pair<Position, std::size_t>>& records() const { return records_; }

 private:
  std::vector<double> words_;
  std::vector<std::pair<Position, std::size_t>> records_;
};

/// An engine whose every event goes through the journal, and a world in which challengers lose and trainings fail as told.
class Ward {
 public:
  explicit Ward(const std::string& update, const std::string& model = R"(, "model": "logistic")",
                const std::string& strategy = R"("retrain")")
      : engine(journal) {
    command(
        Command::Kind::configure,
        R"({"models": [{"name": "m", "task": "binary", "features": [{"name": "x"}], "reference": {"first": 200}, "window": {"events": 200}, "drift": [], "rival": {"watch": false},
                "decay": [{"score": "accuracy", "below": 0.7, "min_labels": 100}])" +
            model + R"(, "update": {"strategy": )" + strategy +
            R"(, "cooldown": "0s", "new_rows": 50, "at_most": {"updates": 1000, "per": "1d"}, "min_rows": 50)" + update + "}}]}",
        "");
  }

  /// So many labelled rows, wrong with probability `error`, a minute apart.
  void rows(int many, double error, double x = kNoValue) {
    for (int i = 0; i < many; ++i) row(error, std::isnan(x) ? unit() : x);
  }
  void row(double error, double x) {
    const std::string id = std::to_string(count);
    const Time time(std::chrono::minutes(count++));
    const double truth = unit() < 0.5 ? 0 : 1;
    const double wrong = unit() < error ? 1 - truth : truth;
    BatchWriter batch;
    batch.begin(BatchKind::predictions, "m", time);
    batch.add(Prediction{.id = id,
                         .time = time,
                         .version = status().version,
                         .value = status().version > 0 ? wrong : kNoValue,
                         .features = std::span(&x, 1)});
    take(batch.bytes());
    batch.begin(BatchKind::labels, "m", time);
    batch.add(Label{.id = id, .time = time, .value = truth});
    take(batch.bytes());
  }
  void tell(EventBody body) { take_text(encode({.model = "m", .received = {}, .body = std::move(body)})); }
  void command(Command::Kind kind, const std::string& text, const char* model = "m") {
    take_text(encode({.model = model, .received = {}, .body = Command{.kind = kind, .text = text}}));
  }
  ModelStatus status() const { return engine.find("m")->status(); }
  /// Updates but the first version's, as they stand.
  std::vector<UpdateRecord> updates() const {
    std::vector<UpdateRecord> found;
    for (const auto& record : records) {
      if (record.base_version == 0) continue;
      if (found.empty() || found.back().job != record.job) found.push_back(record);
      found.back() = record;
    }
    return found;
  }

  JournalOfRows journal;
  Engine engine;
  std::mt19937_64 random{kSeed};
  std::int64_t count = 0;
  std::deque<FailureCause> failures;  // of the trainings to come; none: they succeed, and lose
  bool answering = true;
  std::vector<Train> trainings;
  std::vector<SignalRecord> signals;
  std::vector<UpdateRecord> records;

 private:
  double unit() { return static_cast<double>(random() >> 11U) * 0x1p-53; }
  void take_text(std::string bytes) {
    bytes.resize((bytes.size() + 7) & ~std::size_t{7});
    take(std::as_bytes(std::span(bytes)));
  }
  void take(std::span<const std::byte> bytes) {
    const auto position = journal.append(bytes);
    Actions actions;
    decode_batch(journal.at(position), position, [&](const Event& event) {
      const auto result = engine.step(event);
      actions.insert(actions.end(), result.actions.begin(), result.actions.end());
    });
    for (const Action& action : actions) answer(action);
  }
  void answer(const Action& action) {
    if (const auto* signal = std::get_if<SignalRecord>(&action.body)) signals.push_back(*signal);
    if (const auto* record = std::get_if<UpdateRecord>(&action.body)) records.push_back(*record);
    if (const auto* train = std::get_if<Train>(&action.body)) {
      if (train->job > 1) trainings.push_back(*train);
      if (answering) trained(*train);
    }
    if (const auto* install = std::get_if<Install>(&action.body)) tell(Installed{.job = install->job, .version = install->version});
    if (const auto* compare = std::get_if<Compare>(&action.body)) {
      tell(Compared{.job = compare->job,
                    .champion = std::vector<double>(compare->rows.size(), 0),
                    .challenger = std::vector<double>(compare->rows.size(), 1),
                    .look = compare->look});
    }
  }
  void trained(const Train& train) {
    TrainingEnded ended{
        .job = train.job, .succeeded = true, .artefact_hash = "h" + std::to_string(train.job), .cpu_seconds = 2, .family = "xgboost"};
    if (train.job > 1 && !failures.empty()) {
      ended.succeeded = false;
      ended.cause = failures.front();
      ended.reason = "it failed";
      failures.pop_front();
    }
    tell(std::move(ended));
  }
};

TEST(FailureLadder, ClimbsARungWithEachLossAndThenOpensTheCircuit) {
  Ward ward(R"(, "circuit": {"rows": 5000})");
  ward.rows(600, 0.05);
  ward.rows(2500, 0.6);
  ASSERT_EQ(ward.trainings.size(), 4U);
  EXPECT_FALSE(ward.trainings[0].adjustments.any());
  EXPECT_NE(ward.trainings[1].adjustments.optimizer, "");
  EXPECT_EQ(ward.trainings[2].adjustments.wider, 1) << "there are no more rows than were planned";
  EXPECT_EQ(ward.trainings[3].adjustments.without, "") << "this model is of one family";
  for (const auto& update : ward.updates()) {
    EXPECT_EQ(update.outcome, "rejected");
    EXPECT_EQ(update.failure, "gate");
    EXPECT_EQ(update.cpu_seconds, 2);
  }
  const auto status = ward.status();
  EXPECT_EQ(status.version, 1U) << "the champion stays";
  EXPECT_EQ(status.ladder.circuit, "4 attempts came to nothing, 4 of them lost at the gate");
  EXPECT_THAT(status.blocked, HasSubstr("the circuit is open"));
  EXPECT_EQ(status.ladder.cpu_seconds, 10) << "the first training too";
  EXPECT_EQ(status.signals.back().detector, kCircuitDetector);
  EXPECT_EQ(ward.signals.back().detector, kCircuitDetector);
  EXPECT_EQ(ward.signals.back().signal.level, detectors::Level::drift);
}

TEST(FailureLadder, TakesAWindowTwiceAsWideWhereThereAreRows) {
  Ward ward("", R"(, "model": "logistic")", R"({"kind": "retrain", "rows": 100})");
  ward.rows(600, 0.05);
  while (ward.trainings.size() < 3 && ward.count < 4000) ward.rows(1, 0.6);
  ASSERT_EQ(ward.trainings.size(), 3U);
  EXPECT_EQ(ward.trainings[0].rows.size(), 100U);
  EXPECT_EQ(ward.trainings[2].rows.size(), 200U);
  EXPECT_THAT(ward.updates()[2].reason, HasSubstr("on up to 2 times the rows"));
}

TEST(FailureLadder, AnotherFamilyIsChosenWhereTheModelMayChoose) {
  Ward ward("", R"(, "model": "auto")");
  ward.rows(600, 0.05);
  while (ward.trainings.size() < 4 && ward.count < 4000) ward.rows(1, 0.6);
  ASSERT_EQ(ward.trainings.size(), 4U);
  EXPECT_EQ(ward.trainings[3].adjustments.without, "xgboost") << "which lost";
  EXPECT_EQ(ward.trainings[3].base_version, 0U);
}

TEST(FailureLadder, TheCircuitClosesWithNewLabels) {
  Ward ward(R"(, "attempts": 1, "circuit": {"rows": 700})");
  ward.rows(600, 0.05);
  while (ward.status().ladder.circuit.empty() && ward.count < 2000) ward.rows(1, 0.6);
  ASSERT_EQ(ward.trainings.size(), 1U);
  EXPECT_EQ(ward.status().ladder.rows_to_close, 700U);
  ward.count += 60 * 24 * 365;  // a year without a label
  ward.rows(699, 0.6);
  EXPECT_EQ(ward.status().ladder.rows_to_close, 1U);
  EXPECT_EQ(ward.trainings.size(), 1U);
  ward.rows(2, 0.6);
  EXPECT_EQ(ward.trainings.size(), 2U) << "the alarm still stands";
  const auto closed = std::ranges::count_if(ward.signals, [](const SignalRecord& record) {
    return record.detector == kCircuitDetector && record.signal.level == detectors::Level::stable;
  });
  EXPECT_EQ(closed, 1);
}

TEST(FailureLadder, WhatTheMachineFailedIsDoneAgainWithTheSameRowsAndTheSameSeed) {
  Ward ward("");
  ward.failures = {FailureCause::infrastructure, FailureCause::infrastructure};
  ward.rows(600, 0.05);
  ward.rows(300, 0.6);
  ASSERT_GE(ward.trainings.size(), 3U);
  for (const std::size_t again : {1U, 2U}) {
    EXPECT_EQ(ward.trainings[again].seed, ward.trainings[0].seed);
    EXPECT_EQ(ward.trainings[again].rows, ward.trainings[0].rows);
    EXPECT_EQ(ward.trainings[again].attempt, 1);
    EXPECT_NE(ward.trainings[again].job, ward.trainings[0].job);
  }
  EXPECT_EQ(ward.updates()[0].failure, "infrastructure");
  EXPECT_EQ(ward.updates()[2].failure, "gate");
}

TEST(FailureLadder, AMachineThatKeepsFailingOpensTheCircuit) {
  Ward ward(R"(, "retry": {"most": 2, "backoff": "1s"})");
  ward.failures.assign(100, FailureCause::infrastructure);
  ward.rows(600, 0.05);
  ward.rows(300, 0.6);
  EXPECT_EQ(ward.trainings.size(), 3U);
  EXPECT_EQ(ward.status().ladder.circuit, "infrastructure failed 3 times in a row, at last: it failed");
}

TEST(FailureLadder, WhatRanAwayIsTriedAtAThirdOfTheRateAtOnce) {
  Ward ward("");
  ward.failures = {FailureCause::training, FailureCause::training};
  ward.rows(600, 0.05);
  ward.rows(300, 0.6);
  ASSERT_GE(ward.trainings.size(), 3U);
  EXPECT_EQ(ward.trainings[0].adjustments.rate_factor, 1);
  EXPECT_NEAR(ward.trainings[1].adjustments.rate_factor, 1.0 / 3, 1e-12);
  EXPECT_NEAR(ward.trainings[2].adjustments.rate_factor, 1.0 / 9, 1e-12);
  EXPECT_EQ(ward.updates()[0].failure, "training");
}

TEST(FailureLadder, ADayThatIsSpentHasNoTraining) {
  Ward ward(R"(, "budget": {"cpu_per_day": "3s"})");
  ward.rows(600, 0.05);  // the first training took 2 s
  ward.rows(1000, 0.6);
  EXPECT_EQ(ward.trainings.size(), 1U);
  EXPECT_EQ(ward.trainings[0].cpu, Duration(std::chrono::seconds(1)));
  EXPECT_THAT(ward.status().blocked, HasSubstr("4 s of processor time"));
  ward.rows(600, 0.6);
  EXPECT_EQ(ward.trainings.size(), 2U) << "the next day";
}

/// A ward whose update waits for a trainer.
void wait_for_a_trainer(Ward& ward) {
  ward.rows(600, 0.05);
  ward.answering = false;
  while (ward.trainings.empty() && ward.count < 1200) ward.rows(1, 0.6);
}

TEST(FailureLadder, AnUpdateWhoseAlarmIsTakenBackWhileItWaitsIsDropped) {
  Ward ward("");
  wait_for_a_trainer(ward);
  ASSERT_EQ(ward.status().phase, "training");
  ward.rows(300, 0.0);
  ASSERT_EQ(ward.updates().size(), 1U);
  EXPECT_EQ(ward.updates()[0].outcome, "dropped");
  EXPECT_THAT(ward.updates()[0].reason, HasSubstr("its cause is gone: accuracy on score is stable again"));
  EXPECT_EQ(ward.updates()[0].failure, "");
  EXPECT_EQ(ward.status().phase, "idle");
  EXPECT_EQ(ward.status().ladder.attempt, 1);
}

TEST(FailureLadder, OnceItsTrainerRunsAnUpdateIsNotDropped) {
  Ward ward("");
  wait_for_a_trainer(ward);
  ASSERT_EQ(ward.status().phase, "training");
  ward.tell(TrainingBegan{.job = ward.trainings[0].job});
  ward.rows(300, 0.0);
  EXPECT_EQ(ward.status().phase, "training");
}

TEST(FailureLadder, AnUpdateThatWaitsIsDroppedWhenTheDataAreBroken) {
  Ward ward("");
  wait_for_a_trainer(ward);
  ASSERT_EQ(ward.status().phase, "training");
  ward.rows(400, 0.6, 1e9);  // far out of the reference's range
  ASSERT_FALSE(ward.status().broken.empty());
  EXPECT_EQ(ward.updates()[0].outcome, "dropped");
  EXPECT_THAT(ward.updates()[0].reason, HasSubstr("the data are broken"));
}

TEST(FailureLadder, FollowsFromTheJournalAlone) {
  Ward ward(R"(, "circuit": {"rows": 400}, "attempts": 3)");
  ward.failures = {FailureCause::infrastructure, FailureCause::training, FailureCause::data, FailureCause::infrastructure};
  ward.rows(600, 0.05);
  std::string half;
  std::size_t half_records = 0;
  for (int i = 0; i < 2000; ++i) {
    ward.rows(1, i < 1500 ? 0.6 : 0.05);
    if (i != 150) continue;
    half = ward.engine.save();
    half_records = ward.journal.records().size();
  }
  EXPECT_GT(ward.trainings.size(), 6U);
  Engine from_the_beginning(ward.journal);
  Engine from_a_checkpoint(ward.journal);
  ASSERT_TRUE(from_a_checkpoint.restore(half));
  std::size_t number = 0;
  for (const auto& [position, size] : ward.journal.records()) {
    ++number;
    decode_batch(ward.journal.at(position), position, [&](const Event& event) {
      from_the_beginning.step(event);
      if (number > half_records) from_a_checkpoint.step(event);
    });
  }
  EXPECT_EQ(from_the_beginning.save(), ward.engine.save()) << "byte for byte, seed " << kSeed;
  EXPECT_EQ(from_a_checkpoint.save(), ward.engine.save());
}

}  // namespace
}  // namespace driftd::engine
