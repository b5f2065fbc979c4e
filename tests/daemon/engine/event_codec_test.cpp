#include "daemon/engine/event_codec.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

namespace driftd::engine {
namespace {

using namespace std::chrono_literals;

const Time kNow(1'700'000'000s);

std::vector<Event> decode(std::span<const std::byte> bytes, Position position, bool& good) {
  std::vector<Event> events;
  good = decode_batch(bytes, position, [&](const Event& event) { events.push_back(event); });
  return events;
}

TEST(EventCodec, PredictionsComeBackAsTheyWentInAndKnowWhereTheyStand) {
  const std::vector<double> features{1.5, -2.25, 1e300};
  const std::vector<ClassScore> scores{{.code = 0, .probability = 0.25}, {.code = 1, .probability = 0.75}};
  std::string categories;
  CategoryTexts::append(categories, "red");
  CategoryTexts::append(categories, "");
  BatchWriter batch;
  batch.begin(BatchKind::predictions, "credit", kNow);
  batch.add(Prediction{.id = "a",
                       .time = kNow - 1s,
                       .version = 7,
                       .value = 1,
                       .features = features,
                       .scores = scores,
                       .value_name = "yes",
                       .categories = categories});
  batch.add(Prediction{.id = "bb", .time = kNow, .features = features});
  bool good = false;
  const auto events = decode(batch.bytes(), 1000, good);
  ASSERT_TRUE(good);
  ASSERT_EQ(events.size(), 2U);
  const auto& first = std::get<Prediction>(events[0].body);
  EXPECT_EQ(events[0].model, "credit");
  EXPECT_EQ(events[0].received, kNow);
  EXPECT_EQ(first.id, "a");
  EXPECT_EQ(first.time, kNow - 1s);
  EXPECT_EQ(first.version, 7U);
  EXPECT_EQ(first.value, 1);
  EXPECT_EQ(std::vector(first.features.begin(), first.features.end()), features);
  EXPECT_EQ(first.scores[1].probability, 0.75);
  EXPECT_EQ(first.value_name, "yes");
  CategoryTexts texts(first.categories);
  EXPECT_EQ(texts.next(), "red");
  EXPECT_EQ(texts.next(), "");
  EXPECT_EQ(texts.next(), "");
  const auto& second = std::get<Prediction>(events[1].body);
  EXPECT_TRUE(std::isnan(second.value));
  const auto offset = second.position - 1000;
  const auto again = decode_prediction(batch.bytes().subspan(offset), second.position);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, "bb");
}

TEST(EventCodec, EveryOtherKindOfEventComesBack) {
  const std::vector<EventBody> bodies{TrainingEnded{.job = 3,
                                                    .succeeded = false,
                                                    .reason = "killed",
                                                    .artefact_hash = "ab",
                                                    .seconds = 1.5,
                                                    .cause = updaters::FailureCause::data,
                                                    .cpu_seconds = 2.5,
                                                    .family = "mlp"},
                                      Compared{.job = 3,
                                               .champion = {0, 1},
                                               .challenger = {1, 1},
                                               .failure = "",
                                               .look = 4,
                                               .loss = updaters::LossKind::log,
                                               .guards = {.segments = {"country=DE"},
                                                          .segment_of = {0, 0},
                                                          .replay_champion = {1},
                                                          .replay_challenger = {0},
                                                          .calibration_error = updaters::PairOfNumbers{.champion = 0.1, .challenger = 0.2},
                                                          .bytes = 7}},
                                      Installed{.job = 3, .version = 2, .failure = "disk full"},
                                      Command{.kind = Command::Kind::rollback, .text = "ops"},
                                      Tick{},
                                      TrainingBegan{.job = 3}};
  for (const auto& body : bodies) {
    const std::string bytes = encode({.model = "m", .received = kNow, .body = body});
    bool good = false;
    const auto events = decode(std::as_bytes(std::span(bytes)), 0, good);
    ASSERT_TRUE(good);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].body.index(), body.index());
  }
  const auto came_back = [](const EventBody& body) {
    const std::string bytes = encode({.model = "m", .received = kNow, .body = body});
    bool good = false;
    return decode(std::as_bytes(std::span(bytes)), 0, good)[0].body;
  };
  const auto ended = std::get<TrainingEnded>(came_back(bodies[0]));
  EXPECT_EQ(ended.cause, updaters::FailureCause::data);
  EXPECT_EQ(ended.cpu_seconds, 2.5);
  EXPECT_EQ(ended.family, "mlp");
  EXPECT_EQ(std::get<TrainingBegan>(came_back(bodies.back())).job, 3U);
  const std::string bytes = encode({.model = "m", .received = kNow, .body = bodies[1]});
  bool good = false;
  const auto compared = std::get<Compared>(decode(std::as_bytes(std::span(bytes)), 0, good)[0].body);
  EXPECT_EQ(compared.challenger, (std::vector<double>{1, 1}));
  EXPECT_EQ(compared.look, 4U);
  EXPECT_EQ(compared.loss, updaters::LossKind::log);
  EXPECT_EQ(compared.guards, std::get<Compared>(bodies[1]).guards);
}

TEST(EventCodec, TheFactsOfATrainingComeBackAndMayBeMissingInAnOlderJournal) {
  const TrainingFacts facts{
      .trainer = "fit JOB", .ending = "exit code 0", .table_sha256 = "ab", .rows = 7, .first = kNow - 9s, .last = kNow};
  bool good = false;
  const std::string bytes = encode({.model = "m", .received = kNow, .body = TrainingEnded{.job = 3, .facts = facts}});
  EXPECT_EQ(std::get<TrainingEnded>(decode(std::as_bytes(std::span(bytes)), 0, good).at(0).body).facts, facts);

  constexpr std::size_t kBody = 32;     // behind the head: the event's size, its payload's, the payload
  constexpr std::uint32_t kFacts = 48;  // of none
  std::string older = encode({.model = "m", .received = kNow, .body = TrainingEnded{.job = 3, .artefact_hash = "ab"}});
  std::uint32_t sizes[2];
  std::memcpy(sizes, older.data() + kBody, sizeof sizes);
  sizes[1] -= kFacts;
  sizes[0] -= kFacts;
  std::memcpy(older.data() + kBody, sizes, sizeof sizes);
  older.resize(kBody + sizes[0]);
  const auto events = decode(std::as_bytes(std::span(older)), 0, good);
  ASSERT_TRUE(good);
  EXPECT_EQ(std::get<TrainingEnded>(events.at(0).body).artefact_hash, "ab");
  EXPECT_EQ(std::get<TrainingEnded>(events.at(0).body).facts, TrainingFacts{});
}

TEST(EventCodec, DamagedBytesAreRefusedAndNeverReadBeyond) {
  BatchWriter batch;
  batch.begin(BatchKind::labels, "m", kNow);
  for (int i = 0; i < 5; ++i) batch.add(Label{.id = "id" + std::to_string(i), .time = kNow, .value = 1, .value_name = "x"});
  const std::vector<std::byte> whole(batch.bytes().begin(), batch.bytes().end());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    bool good = true;
    decode(std::span(whole).first(length), 0, good);
    EXPECT_FALSE(good) << "cut to " << length;
  }
  constexpr std::uint32_t kSeed = 5;
  SCOPED_TRACE(kSeed);
  std::mt19937 random(kSeed);
  for (int i = 0; i < 2000; ++i) {
    auto damaged = whole;
    damaged[random() % damaged.size()] = static_cast<std::byte>(random());
    bool good = true;
    decode(damaged, 0, good);  // must not crash; the sanitizers watch
  }
}

}  // namespace
}  // namespace driftd::engine
