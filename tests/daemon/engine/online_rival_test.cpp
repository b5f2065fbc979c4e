#include "daemon/engine/online_rival.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace driftd::engine {
namespace {

using config::FeatureType;
using config::Task;

constexpr std::uint64_t kSeed = 11;

config::ModelSchema schema(Task task) {
  return {.task = task, .features = {{"x", FeatureType::numeric}, {"y", FeatureType::numeric}}};
}

/// Rows of a concept whose direction turns; the label is 1 where turn x + y > 0, or, for numbers, that sum. A tenth of the classes is
/// wrong.
class Stream {
 public:
  explicit Stream(Task task, std::uint64_t seed = kSeed) : task_(task), random_(seed) {}

  void turn(double by) { turn_ = by; }
  void next() {
    row_ = {uniform() * 2 - 1, uniform() * 2 - 1};
    const double score = turn_ * row_[0] + row_[1];
    label_ = task_ == Task::regression ? score + uniform() - 0.5 : (score > 0) != (uniform() < 0.1) ? 1 : 0;
    ++position_;
  }
  updaters::Dataset dataset(std::size_t rows) {
    updaters::Dataset data{.columns = 2};
    for (std::size_t i = 0; i < rows; ++i) {
      next();
      data.values.insert(data.values.end(), row_.begin(), row_.end());
      data.labels.push_back(label_);
    }
    return data;
  }
  /// The row, whose label comes at once; `answer`: the champion's.
  RivalRow row(double answer) const { return {.row = row_, .position = position_, .newest = position_, .label = label_, .answer = answer}; }
  double label() const { return label_; }
  Position position() const { return position_; }
  double uniform() { return static_cast<double>(random_() >> 11U) * 0x1p-53; }

 private:
  Task task_;
  std::mt19937_64 random_;
  double turn_ = 1;
  std::vector<double> row_;
  double label_ = 0;
  Position position_ = 0;
};

class Rivals : public testing::TestWithParam<Task> {
 protected:
  void begin() {
    const auto first = stream_.dataset(1000);
    rival_.begin(first, stream_.position());
  }
  /// A champion that is as good as can be, but for its share of mistakes.
  void run(int rows, double mistakes) {
    for (int i = 0; i < rows; ++i) {
      stream_.next();
      const bool wrong = stream_.uniform() < mistakes;
      const double answer = GetParam() == Task::regression ? stream_.label() + (wrong ? 1.0 : 0.0)
                            : wrong                        ? 1 - stream_.label()
                                                           : stream_.label();
      rival_.add(stream_.row(answer));
      stale_ = stale_ || rival_.stale_now();
      ahead_ = ahead_ || rival_.ahead_now();
    }
  }

  Stream stream_{GetParam()};
  OnlineRival rival_{RivalSettings{}, schema(GetParam())};
  bool stale_ = false;
  bool ahead_ = false;
};

TEST_P(Rivals, AreSilentWhereNothingChanges) {
  begin();
  run(20'000, 0);
  EXPECT_FALSE(stale_) << "seed " << kSeed;
  EXPECT_FALSE(ahead_) << "seed " << kSeed;
}

TEST_P(Rivals, SayThatStandingStillCostsWhereTheConceptTurns) {
  begin();
  run(2000, 0);
  stream_.turn(-1);
  run(2000, 0);
  EXPECT_TRUE(stale_);
  EXPECT_GT(rival_.signal_of_staleness().statistic, rival_.settings().margin);
}

TEST_P(Rivals, AreAheadOfAChampionThatErrs) {
  begin();
  run(3000, 0.5);
  EXPECT_TRUE(ahead_);
  EXPECT_EQ(rival_.verdict().decision, updaters::Decision::promote);
  EXPECT_LT(rival_.verdict().challenger_loss, rival_.verdict().champion_loss);
}

TEST_P(Rivals, DoNotCountAnswersThatTheChampionDidNotGive) {
  begin();
  for (int i = 0; i < 3000; ++i) {
    stream_.next();
    rival_.add(stream_.row(kNoValue));
  }
  EXPECT_FALSE(rival_.lead().raised());
}

TEST_P(Rivals, GoOnBitForBitWhereTheyWereSaved) {
  begin();
  run(500, 0.5);
  detectors::StateWriter writer;
  rival_.save(writer);
  OnlineRival restored(RivalSettings{}, schema(GetParam()));
  detectors::StateReader reader(writer.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  for (int i = 0; i < 200; ++i) {
    stream_.next();
    rival_.add(stream_.row(0));
    restored.add(stream_.row(0));
  }
  EXPECT_EQ(rival_.snapshot()->write(), restored.snapshot()->write());
  EXPECT_EQ(rival_.lead().evidence(), restored.lead().evidence());
}

INSTANTIATE_TEST_SUITE_P(Tasks, Rivals, testing::Values(Task::binary, Task::regression),
                         [](const auto& each) { return std::string(config::name_of(each.param)); });

/// What is told late must not pass for foresight.
TEST(OnlineRival, AnswersARowOnlyWithWhatWasKnownWhenItCame) {
  OnlineRival rival({}, schema(Task::binary));
  Stream stream(Task::binary);
  const auto first = stream.dataset(1000);
  rival.begin(first, stream.position());
  const auto wrong_row = [&](Position position) {
    stream.next();
    RivalRow row = stream.row(1 - stream.label());
    row.position = position;
    return row;
  };
  for (int i = 0; i < 500; ++i) rival.add(wrong_row(10));  // came before the rival had learnt anything
  EXPECT_EQ(rival.lead().since(), 0U);
  for (int i = 0; i < 500; ++i) rival.add(wrong_row(stream.position() + 1));
  EXPECT_GT(rival.lead().since(), 0U);
}

TEST(OnlineRival, DoesNotBeginWithTooFewRows) {
  OnlineRival rival({}, schema(Task::binary));
  Stream stream(Task::binary);
  rival.begin(stream.dataset(50), 0);
  EXPECT_FALSE(rival.begun());
  rival.add(stream.row(1));
  EXPECT_EQ(rival.snapshot(), nullptr);
}

TEST(OnlineRival, RefusesAStateThatMakesNoSense) {
  OnlineRival rival({}, schema(Task::binary));
  detectors::StateWriter writer;
  writer.put(true);
  writer.put(std::string_view("{}"));
  detectors::StateReader reader(writer.bytes());
  rival.load(reader);
  EXPECT_TRUE(reader.failed());
}

}  // namespace
}  // namespace driftd::engine
