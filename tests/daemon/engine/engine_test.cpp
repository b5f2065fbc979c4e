#include "daemon/engine/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "daemon/engine/event_codec.h"

namespace driftd::engine {
namespace {

constexpr std::uint64_t kSeed = 21;

/// Everything ever appended, in one piece of memory.
class MemoryRows : public Rows {
 public:
  MemoryRows() { words_.reserve(1U << 22U); }
  Position append(std::span<const std::byte> bytes) {
    const std::size_t position = words_.size() * sizeof(double);
    words_.resize(words_.size() + bytes.size() / sizeof(double));
    std::memcpy(reinterpret_cast<std::byte*>(words_.data()) + position, bytes.data(), bytes.size());
    return position;
  }
  std::span<const std::byte> at(Position position) const override { return std::as_bytes(std::span(words_)).subspan(position); }

 private:
  std::vector<double> words_;
};

std::string configuration(const std::string& more = "") {
  return R"({"models": [{"name": "m", "task": "binary", "features": [{"name": "x"}], "reference": {"first": 200}, "window": {"events": 200})" +
         more + "}]}";
}

/// An engine with its journal and a world that answers every training with a version.
class World {
 public:
  explicit World(const std::string& settings = configuration()) : engine(rows) { configure(settings); }

  Receipt configure(const std::string& settings) {
    return step({.model = "", .received = {}, .body = Command{.kind = Command::Kind::configure, .text = settings}});
  }

  Receipt step(const Event& event) {
    const auto result = engine.step(event);
    const Receipt receipt = result.receipt;
    const Actions actions(result.actions.begin(), result.actions.end());
    for (const Action& action : actions) {
      log.push_back(action);
      answer(action);
    }
    return receipt;
  }

  Receipt predict(const std::string& id, double x, double value, std::int64_t minute) {
    BatchWriter batch;
    batch.begin(BatchKind::predictions, "m", {});
    batch.add(Prediction{.id = id,
                         .time = Time(std::chrono::minutes(minute)),
                         .version = engine.find("m")->status().version,
                         .value = value,
                         .features = std::span(&x, 1)});
    const auto position = rows.append(batch.bytes());
    Receipt receipt{};
    decode_batch(batch.bytes(), position, [&](const Event& event) { receipt = step(event); });
    return receipt;
  }
  Receipt label(const std::string& id, double value, std::int64_t minute) {
    return step({.model = "m", .received = {}, .body = Label{.id = id, .time = Time(std::chrono::minutes(minute)), .value = value}});
  }
  /// A row whose answer is wrong with probability `error`.
  void row(std::mt19937_64& random, double error) {
    const auto unit = [&] { return static_cast<double>(random() >> 11U) * 0x1p-53; };
    const std::string id = std::to_string(count);
    const double truth = unit() < 0.5 ? 0 : 1;
    const bool answers = engine.find("m")->status().version > 0;
    predict(id, unit(), answers ? (unit() < error ? 1 - truth : truth) : kNoValue, count);
    label(id, truth, count);
    ++count;
  }
  ModelStatus status() const { return engine.find("m")->status(); }

  MemoryRows rows;
  Engine engine;
  Actions log;
  std::int64_t count = 0;
  bool answering = true;

 private:
  void answer(const Action& action) {
    if (!answering) return;
    if (const auto* train = std::get_if<Train>(&action.body))
      step({.model = "m", .body = TrainingEnded{.job = train->job, .succeeded = true, .artefact_hash = "h" + std::to_string(train->job)}});
    if (const auto* install = std::get_if<Install>(&action.body))
      step({.model = "m", .body = Installed{.job = install->job, .version = install->version}});
    if (const auto* compare = std::get_if<Compare>(&action.body)) {
      step({.model = "m",
            .body = Compared{.job = compare->job,
                             .champion = std::vector<double>(compare->rows.size(), 1),
                             .challenger = std::vector<double>(compare->rows.size(), 0),
                             .look = compare->look}});
    }
  }
};

TEST(Engine, AnEventOfAnUnknownModelIsSaidToBeSo) {
  MemoryRows rows;
  Engine engine(rows);
  EXPECT_EQ(engine.step({.model = "m", .body = Label{.id = "a"}}).receipt, Receipt::unknown_model);
}

TEST(Engine, SettingsThatCannotBeReadChangeNothing) {
  World world;
  EXPECT_EQ(world.configure("{\"models\": 7}"), Receipt::refused);
  EXPECT_EQ(world.engine.models(), std::vector<std::string>{"m"});
}

TEST(Engine, CountsWhatComesTwiceOrEarlyOnce) {
  World world;
  EXPECT_EQ(world.predict("a", 1, 1, 0), Receipt::accepted);
  EXPECT_EQ(world.predict("a", 1, 1, 0), Receipt::duplicate);
  EXPECT_EQ(world.label("b", 1, 1), Receipt::early);
  EXPECT_EQ(world.label("a", 1, 1), Receipt::accepted);
  EXPECT_EQ(world.label("a", 1, 1), Receipt::duplicate);
  EXPECT_EQ(world.predict("b", 1, 1, 2), Receipt::accepted);
  const Counts expected{.predictions = 2, .labels = 2, .joined = 2, .duplicate_predictions = 1, .duplicate_labels = 1};
  EXPECT_EQ(world.status().counts, expected);
}

TEST(Engine, TheFirstLabelledRowsMakeTheFirstVersion) {
  World world;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 199; ++i) world.row(random, 0.1);
  EXPECT_EQ(world.status().version, 0U);
  world.row(random, 0.1);
  EXPECT_EQ(world.status().version, 1U);
}

TEST(Engine, DecayLeadsToAnUpdateAndTheUpdateToASwap) {
  World world;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 1500; ++i) world.row(random, 0.1);
  ASSERT_EQ(world.status().version, 1U);
  for (int i = 0; i < 700; ++i) world.row(random, 0.6);
  EXPECT_GE(world.status().version, 2U);
  EXPECT_GE(world.status().swaps, 1U);
}

TEST(Engine, WhileItIsPausedNothingBegins) {
  World world;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 1500; ++i) world.row(random, 0.1);
  world.step({.model = "m", .body = Command{.kind = Command::Kind::pause}});
  for (int i = 0; i < 700; ++i) world.row(random, 0.6);
  EXPECT_EQ(world.status().version, 1U);
  world.step({.model = "m", .body = Command{.kind = Command::Kind::resume}});
  EXPECT_EQ(world.status().version, 2U) << "what was owed is made good";
}

TEST(Engine, AnOperatorCanUpdateAndRollBack) {
  World world;
  std::mt19937_64 random(kSeed);
  EXPECT_EQ(world.step({.model = "m", .body = Command{.kind = Command::Kind::rollback, .text = "ops"}}), Receipt::refused);
  for (int i = 0; i < 1500; ++i) world.row(random, 0.1);
  EXPECT_EQ(world.step({.model = "m", .body = Command{.kind = Command::Kind::update, .text = "ops"}}), Receipt::accepted);
  EXPECT_EQ(world.status().version, 2U);
  EXPECT_EQ(world.step({.model = "m", .body = Command{.kind = Command::Kind::rollback, .text = "ops"}}), Receipt::accepted);
  EXPECT_EQ(world.status().version, 1U);
  EXPECT_EQ(world.status().rollbacks, 1U);
}

TEST(Engine, GoesOnFromACheckpointAtAnyRowAsIfNothingHadHappened) {
  for (const int rows : {150, 200, 777, 1620}) {
    SCOPED_TRACE(rows);
    World world;
    std::mt19937_64 random(kSeed);
    for (int i = 0; i < rows; ++i) world.row(random, i < 1500 ? 0.1 : 0.6);
    const std::string state = world.engine.save();
    auto same_random = random;
    World other;
    other.rows = world.rows;
    other.count = world.count;
    ASSERT_TRUE(other.engine.restore(state));
    EXPECT_EQ(other.engine.save(), state);
    for (int i = rows; i < 2500; ++i) {
      world.row(random, i < 1500 ? 0.1 : 0.6);
      other.row(same_random, i < 1500 ? 0.1 : 0.6);
    }
    EXPECT_EQ(other.engine.save(), world.engine.save()) << "byte for byte";
  }
}

TEST(Engine, DamagedStateIsRefusedAndLeavesTheEngineNew) {
  World world;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 300; ++i) world.row(random, 0.1);
  const std::string state = world.engine.save();
  for (std::size_t length = 0; length < state.size(); length += 97) {
    Engine engine(world.rows);
    EXPECT_FALSE(engine.restore(std::string_view(state).substr(0, length)));
    EXPECT_TRUE(engine.models().empty());
  }
}

TEST(Engine, NewSettingsKeepEventsAndVersions) {
  World world;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 500; ++i) world.row(random, 0.1);
  const auto before = world.status();
  EXPECT_EQ(world.configure(configuration(R"(, "update": {"cooldown": "1h"})")), Receipt::accepted);
  EXPECT_EQ(world.status().version, 1U);
  EXPECT_EQ(world.status().counts, before.counts);
  EXPECT_EQ(world.label("499", 1, 999), Receipt::duplicate);
}

TEST(Engine, AnotherSchemaBeginsAnewButNeverGivesAVersionTwice) {
  World world;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 500; ++i) world.row(random, 0.1);
  world.configure(R"({"models": [{"name": "m", "task": "binary", "features": [{"name": "y"}], "reference": {"first": 200}}]})");
  EXPECT_EQ(world.status().version, 0U);
  for (int i = 0; i < 250; ++i) world.row(random, 0.1);
  EXPECT_EQ(world.status().version, 2U);
}

TEST(Engine, AModelThatIsNotNamedAnyMoreIsLetGo) {
  World world;
  world.configure(R"({"models": [{"name": "other", "task": "regression", "features": [{"name": "x"}]}]})");
  EXPECT_EQ(world.engine.models(), std::vector<std::string>{"other"});
  EXPECT_EQ(world.label("a", 1, 1), Receipt::unknown_model);
}

template <class Record>
std::vector<Record> records(const World& world) {
  std::vector<Record> found;
  for (const Action& action : world.log) {
    if (const auto* record = std::get_if<Record>(&action.body)) found.push_back(*record);
  }
  return found;
}

/// 1,500 good rows and 700 that the model in force gets wrong.
void decay(World& world) {
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 1500; ++i) world.row(random, 0.1);
  for (int i = 0; i < 700; ++i) world.row(random, 0.6);
}

TEST(Engine, AnUpdateTellsItsCauseItsSignalAndItsRows) {
  World world;
  decay(world);
  const auto updates = records<UpdateRecord>(world);
  const auto promoted =
      std::ranges::find_if(updates, [](const auto& update) { return update.outcome == "promoted" && update.base_version == 1; });
  ASSERT_NE(promoted, updates.end());
  EXPECT_EQ(promoted->kind, updaters::Cause::Kind::decay);
  EXPECT_FALSE(promoted->plan.empty());
  EXPECT_EQ(promoted->window.size(), promoted->rows);
  const auto signals = records<SignalRecord>(world);
  const auto cause = std::ranges::find(signals, promoted->signal, &SignalRecord::number);
  ASSERT_NE(cause, signals.end());
  EXPECT_EQ(cause->signal.level, detectors::Level::drift);
  EXPECT_TRUE(promoted->cause.starts_with(cause->detector + " on " + cause->subject)) << promoted->cause;
}

TEST(Engine, ACoolDownIsToldOnceNotForEachRow) {
  World world(configuration(R"(, "update": {"cooldown": "7d"})"));
  decay(world);
  EXPECT_EQ(world.status().version, 1U);
  const auto told = records<NotBegunRecord>(world);
  ASSERT_EQ(told.size(), 1U) << told.back().reason;
  EXPECT_EQ(told[0].number, 1U);
  EXPECT_EQ(told[0].job, 1U) << "the first training";
  EXPECT_TRUE(told[0].reason.starts_with("cooling down until ")) << told[0].reason;
  EXPECT_GT(told[0].signal, 0U);
  EXPECT_GT(told[0].row, 1500U);
}

TEST(Engine, WhatStandsInTheWayOneAfterTheOtherIsToldInTurn) {
  World world(configuration(R"(, "update": {"new_rows": 100000})"));
  decay(world);
  world.step({.model = "m", .body = Command{.kind = Command::Kind::pause}});
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 50; ++i) world.row(random, 0.6);
  const auto told = records<NotBegunRecord>(world);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_NE(told[0].reason.find("are wanted"), std::string::npos) << told[0].reason;
  EXPECT_EQ(told[1].reason, "paused");
}

TEST(Engine, AnAlarmThatTheSettingsDoNotUpdateOnIsToldToo) {
  World world(configuration(R"(, "update": {"on": "never"})"));
  decay(world);
  const auto told = records<NotBegunRecord>(world);
  ASSERT_FALSE(told.empty());
  EXPECT_NE(told[0].reason.find("\"never\""), std::string::npos) << told[0].reason;
  EXPECT_EQ(told[0].kind, updaters::Cause::Kind::decay);
  EXPECT_LE(told.size(), records<SignalRecord>(world).size()) << "one for an alarm, not one for a row";
}

}  // namespace
}  // namespace driftd::engine
