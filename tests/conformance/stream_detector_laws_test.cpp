// What every stream detector of the catalogue promises, whatever it computes.

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Errors whose rate moves up and down often enough for several alarms.
std::vector<double> restless_errors(unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<double> values;
  for (const double rate : {0.05, 0.6, 0.1, 0.9, 0.02, 0.5}) {
    std::bernoulli_distribution error(rate);
    for (int i = 0; i < 1500; ++i) values.push_back(error(random) ? 1 : 0);
  }
  return values;
}

std::string state_of(const StreamDetector& detector) {
  StateWriter state;
  detector.save(state);
  return state.take();
}

void expect_same(const Signal& left, const Signal& right) {
  const auto same_number = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  EXPECT_EQ(left.level, right.level);
  EXPECT_TRUE(same_number(left.statistic, right.statistic)) << left.statistic << " and " << right.statistic;
  EXPECT_TRUE(same_number(left.threshold, right.threshold)) << left.threshold << " and " << right.threshold;
  EXPECT_TRUE(same_number(left.p_value, right.p_value)) << left.p_value << " and " << right.p_value;
  EXPECT_EQ(left.window, right.window);
  EXPECT_EQ(left.since_change, right.since_change);
  EXPECT_EQ(left.direction, right.direction);
}

/// Feeds in chunks of `chunk` values, resets after each alarm, and returns where the alarms were.
std::vector<std::size_t> alarms_of(StreamDetector& detector, std::span<const double> values, std::size_t chunk) {
  std::vector<std::size_t> alarms;
  std::size_t taken = 0;
  while (taken < values.size()) {
    taken += detector.update(values.subspan(taken, std::min(chunk, values.size() - taken)));
    if (detector.signal().level != Level::drift) continue;
    alarms.push_back(taken - 1);
    detector.reset();
  }
  return alarms;
}

/// Every byte of what comes first, where the numbers are; of a long window behind it some.
std::size_t stride(std::size_t at) {
  return at < 400 ? 1 : 37;
}

/// Errors at regular distances, which become shorter: nothing to notice before that.
std::vector<double> regular_errors(std::size_t distance, std::size_t count) {
  std::vector<double> values(count, 0);
  for (std::size_t i = distance - 1; i < count; i += distance) values[i] = 1;
  return values;
}

double smallest_outside(Domain domain) {
  return domain == Domain::errors ? 0.5 : domain == Domain::shares ? -0.25 : -1e200;
}

class StreamDetectorLaws : public testing::TestWithParam<std::string> {
 protected:
  static StreamDetectorPointer fresh() { return stream_detectors().choose_default(GetParam()).make(); }
};

TEST_P(StreamDetectorLaws, StatesItsFacts) {
  const auto* row = stream_detectors().find(GetParam());
  for (const auto& text : {row->facts.summary, row->facts.paper, row->facts.guarantee, row->facts.cost}) EXPECT_FALSE(text.empty());
  for (const auto& [name, schema] : row->properties.items()) EXPECT_TRUE(schema.contains("default")) << name;
}

TEST_P(StreamDetectorLaws, StartsOutLearning) {
  const auto detector = fresh();
  EXPECT_EQ(detector->signal().level, Level::learning);
  EXPECT_EQ(detector->signal().window, 0U);
  EXPECT_EQ(detector->signal().since_change, 0U);
}

TEST_P(StreamDetectorLaws, RaisesNoAlarmOnItsFirstFewValuesHoweverWild) {
  for (const std::vector<double>& wild :
       {std::vector<double>{0, 1, 0, 1, 1}, {1, 1, 1, 1, 1}, {0, 0, 0, 0, 1e6}, {-1e9, 1e9, -1e9, 1e9, 0}}) {
    const auto detector = fresh();
    EXPECT_EQ(detector->update(wild), wild.size());
    EXPECT_EQ(detector->signal().level, Level::learning);
  }
}

TEST_P(StreamDetectorLaws, SaysItsLevelAfterEachValueAsItsSignalDoes) {
  const auto values = restless_errors(6);
  const auto detector = fresh();
  for (const double value : values) {
    detector->update(std::span(&value, 1));
    ASSERT_EQ(detector->level(), detector->signal().level);
    if (detector->level() == Level::drift) detector->reset();
  }
}

TEST_P(StreamDetectorLaws, NoticesAnErrorRateThatLeapt) {
  const auto values = restless_errors(1);
  EXPECT_GE(alarms_of(*fresh(), values, values.size()).size(), 2U);
}

TEST_P(StreamDetectorLaws, IsDeterministic) {
  const auto values = restless_errors(2);
  EXPECT_EQ(alarms_of(*fresh(), values, values.size()), alarms_of(*fresh(), values, values.size()));
}

TEST_P(StreamDetectorLaws, DoesNotCareHowTheValuesAreCut) {
  const auto values = restless_errors(3);
  const auto whole = fresh();
  const auto expected = alarms_of(*whole, values, values.size());
  for (const std::size_t chunk : {1U, 7U, 64U}) {
    const auto detector = fresh();
    EXPECT_EQ(alarms_of(*detector, values, chunk), expected) << "chunks of " << chunk;
    EXPECT_EQ(state_of(*detector), state_of(*whole));
  }
}

TEST_P(StreamDetectorLaws, StopsBehindTheAlarmAndKeepsItsSignalUntilReset) {
  const auto values = restless_errors(4);
  const auto detector = fresh();
  const std::size_t taken = detector->update(values);
  ASSERT_LT(taken, values.size());
  const Signal alarm = detector->signal();
  EXPECT_EQ(alarm.level, Level::drift);
  if (std::isnan(alarm.p_value)) {
    EXPECT_GE(alarm.statistic, alarm.threshold);
  } else {
    EXPECT_LE(alarm.p_value, alarm.threshold);
  }
  EXPECT_LE(alarm.window, taken);
  EXPECT_GT(alarm.since_change, 0U);
  EXPECT_LT(alarm.since_change, alarm.window);
  EXPECT_NE(alarm.direction, Direction::unknown);

  EXPECT_EQ(detector->update(values), 0U);
  expect_same(detector->signal(), alarm);
}

TEST_P(StreamDetectorLaws, IsFreshAfterReset) {
  const auto values = restless_errors(5);
  for (const std::size_t before : {std::size_t{10}, std::size_t{777}, values.size()}) {
    const auto detector = fresh();
    detector->update(std::span(values).first(before));
    detector->reset();
    expect_same(detector->signal(), fresh()->signal());
    EXPECT_EQ(state_of(*detector), state_of(*fresh()));
    EXPECT_EQ(alarms_of(*detector, values, values.size()), alarms_of(*fresh(), values, values.size()));
  }
}

TEST_P(StreamDetectorLaws, GoesOnAfterLoadingAsIfItHadNotStopped) {
  const auto values = restless_errors(6);
  for (const std::size_t cut : {0U, 1U, 20U, 45U, 1000U, 1499U}) {
    const auto original = fresh();
    original->update(std::span(values).first(cut));
    const auto loaded = fresh();
    loaded->update(std::span(values).last(100));
    const std::string bytes = state_of(*original);
    StateReader state(bytes);
    loaded->load(state);
    ASSERT_FALSE(state.failed());
    EXPECT_TRUE(state.at_end());
    EXPECT_EQ(state_of(*loaded), bytes);
    expect_same(loaded->signal(), original->signal());
    const auto rest = std::span(values).subspan(cut);
    EXPECT_EQ(alarms_of(*loaded, rest, 100), alarms_of(*original, rest, 100)) << "cut at " << cut;
    EXPECT_EQ(state_of(*loaded), state_of(*original));
  }
}

TEST_P(StreamDetectorLaws, KeepsAnAlarmAcrossSaveAndLoad) {
  const auto values = restless_errors(7);
  const auto original = fresh();
  original->update(values);
  ASSERT_EQ(original->signal().level, Level::drift);
  const std::string bytes = state_of(*original);
  StateReader state(bytes);
  const auto loaded = fresh();
  loaded->load(state);
  EXPECT_FALSE(state.failed());
  expect_same(loaded->signal(), original->signal());
}

TEST_P(StreamDetectorLaws, RefusesAStateThatIsCutShortAndIsFreshThen) {
  const auto values = restless_errors(8);
  const auto detector = fresh();
  detector->update(std::span(values).first(500));
  const std::string bytes = state_of(*detector);
  for (std::size_t size = 0; size < bytes.size(); size += stride(size)) {
    const auto loaded = fresh();
    loaded->update(std::span(values).first(100));
    StateReader state(std::string_view(bytes).substr(0, size));
    loaded->load(state);
    ASSERT_TRUE(state.failed()) << "of " << bytes.size() << " bytes the first " << size;
    EXPECT_EQ(state_of(*loaded), state_of(*fresh()));
  }
}

TEST_P(StreamDetectorLaws, SurvivesAStateWithBytesTurned) {
  const auto values = restless_errors(9);
  const auto detector = fresh();
  detector->update(std::span(values).first(1400));
  const std::string bytes = state_of(*detector);
  for (std::size_t at = 0; at < bytes.size(); at += stride(at)) {
    for (const unsigned turned : {0x01U, 0x80U, 0xFFU}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ turned);
      const auto loaded = fresh();
      StateReader state(damaged);
      loaded->load(state);
      alarms_of(*loaded, std::span(values).first(200), 200);  // must neither crash nor run over an array
    }
  }
}

TEST_P(StreamDetectorLaws, PassesOverWhatIsNoUsableNumber) {
  const auto values = restless_errors(10);
  const std::vector<double> unusable{kNan, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), 1e200};
  std::vector<double> mixed;
  std::vector<std::size_t> position_in_mixed;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % 3 == 0) mixed.push_back(unusable[(i / 3) % unusable.size()]);
    position_in_mixed.push_back(mixed.size());
    mixed.push_back(values[i]);
  }
  const auto clean = fresh();
  std::vector<std::size_t> expected = alarms_of(*clean, values, values.size());
  for (std::size_t& alarm : expected) alarm = position_in_mixed[alarm];
  const auto detector = fresh();
  EXPECT_EQ(alarms_of(*detector, mixed, mixed.size()), expected);
  expect_same(detector->signal(), clean->signal());
}

TEST_P(StreamDetectorLaws, PassesOverWhatIsOutsideItsDomain) {
  const auto values = restless_errors(11);
  const auto clean = fresh();
  const auto detector = fresh();
  const double outside = smallest_outside(detector->domain());
  std::uint64_t shown = 0;
  for (std::size_t i = 0; i < 60 && clean->level() != Level::drift; ++i, ++shown) {
    clean->update({&values[i], 1});
    const std::vector<double> pair{outside, values[i]};
    EXPECT_EQ(detector->update(pair), 2U);
  }
  EXPECT_GE(shown, 10U);
  EXPECT_EQ(detector->skipped(), shown);
  EXPECT_EQ(clean->skipped(), 0U);
  expect_same(detector->signal(), clean->signal());
}

TEST_P(StreamDetectorLaws, CountsWhatItPassedOverUntilReset) {
  const auto detector = fresh();
  detector->update(std::vector<double>{kNan, 1, 0, kNan, 0});
  EXPECT_EQ(detector->skipped(), 2U);
  const std::string bytes = state_of(*detector);
  StateReader state(bytes);
  const auto loaded = fresh();
  loaded->load(state);
  EXPECT_EQ(loaded->skipped(), 2U);
  loaded->reset();
  EXPECT_EQ(loaded->skipped(), 0U);
}

TEST_P(StreamDetectorLaws, SaysUpWhereErrorsComeCloserTogether) {
  const auto detector = fresh();
  ASSERT_EQ(detector->update(regular_errors(10, 1000)), 1000U) << "nothing changed yet: " << detector->signal().statistic;
  const auto closer = regular_errors(2, 2000);
  ASSERT_LT(detector->update(closer), closer.size());
  EXPECT_EQ(detector->signal().direction, Direction::up);
}

TEST_P(StreamDetectorLaws, LearnsOnce) {
  const auto values = restless_errors(12);
  const auto detector = fresh();
  for (std::size_t start = 0; start + 400 <= values.size(); start += 400) {
    detector->reset();
    Level before = Level::learning;
    for (const double& value : std::span(values).subspan(start, 400)) {
      detector->update({&value, 1});
      if (detector->level() == Level::drift) break;
      if (before > Level::learning) {
        EXPECT_TRUE(GetParam() == "optwin" || detector->level() > Level::learning) << "only a window that was emptied learns again";
      }
      before = detector->level();
    }
  }
}

TEST_P(StreamDetectorLaws, SaysNumbersOnceItHasLearnt) {
  std::mt19937_64 random(13);
  const auto detector = fresh();
  const bool errors = detector->domain() == Domain::errors;
  std::uniform_real_distribution<double> uniform;
  for (const double scale : {1.0, 1e-90, 1e90}) {
    if (detector->domain() != Domain::numbers && scale > 1) continue;
    detector->reset();
    for (int i = 0; i < 1500; ++i) {
      const double value = errors ? static_cast<double>(uniform(random) < 0.3) : scale * uniform(random);
      detector->update({&value, 1});
      const Signal signal = detector->signal();
      if (signal.level == Level::drift) {
        EXPECT_TRUE(std::isfinite(signal.statistic) && std::isfinite(signal.threshold))
            << signal.statistic << " against " << signal.threshold;
        detector->reset();
      }
    }
  }
}

TEST_P(StreamDetectorLaws, CountsAnUnusableValueAsTaken) {
  const auto detector = fresh();
  EXPECT_EQ(detector->update(std::vector<double>{kNan, kNan, kNan}), 3U);
  EXPECT_EQ(detector->signal().window, 0U);
  EXPECT_EQ(detector->update({}), 0U);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, StreamDetectorLaws, testing::ValuesIn(stream_detectors().row_names()),
                         [](const auto& row) { return row.param; });

}  // namespace
}  // namespace driftd::detectors
