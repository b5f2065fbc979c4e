#include "detectors/stats/online_testing.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <vector>

#include "detectors/stats/e_lond.h"
#include "detectors/stats/lord.h"
#include "detectors/stats/saffron.h"

namespace driftd::detectors {
namespace {

using Make = std::function<std::unique_ptr<OnlineTesting>()>;

/// Of each method, one that may spend 0.1 in all.
std::vector<Make> methods() {
  return {[] { return std::make_unique<Lord>(0.1, 0.05); }, [] { return std::make_unique<Saffron>(0.1, 0.05); },
          [] { return std::make_unique<ELond>(0.1); }};
}

double sum_of(double (*gamma)(std::uint64_t), std::uint64_t count) {
  double sum = 0;
  for (std::uint64_t j = 1; j <= count; ++j) sum += gamma(j);
  return sum;
}

std::string state_of(const OnlineTesting& method) {
  StateWriter state;
  method.save(state);
  return state.take();
}

TEST(Gamma, NeverRisesAndNeverSpendsMoreThanThereIs) {
  for (const auto gamma : {slow_gamma, quick_gamma}) {
    for (std::uint64_t j = 1; j < 10'000; ++j) ASSERT_LE(gamma(j + 1), gamma(j)) << j;
    EXPECT_LE(sum_of(gamma, 1'000'000), 1);
  }
  EXPECT_NEAR(sum_of(slow_gamma, OnlineTesting::kMostKept), 0.25, 0.01);
  EXPECT_NEAR(sum_of(quick_gamma, OnlineTesting::kMostKept), 0.974, 0.01);
}

TEST(NewestAlarms, KeepsTheNewestAndKnowsWhetherTheFirstIsAmongThem) {
  NewestAlarms alarms;
  EXPECT_FALSE(alarms.hold_first());
  for (std::uint64_t i = 1; i <= OnlineTesting::kMostKept; ++i) alarms.add(i);
  EXPECT_TRUE(alarms.hold_first());
  alarms.add(1000);
  EXPECT_FALSE(alarms.hold_first());
  EXPECT_EQ(alarms.when().size(), OnlineTesting::kMostKept);
  EXPECT_EQ(alarms.when().front(), 2U);
  EXPECT_EQ(alarms.when().back(), 1000U);
}

TEST(OnlineTesting, AnAlarmNeverLowersALevelToComeNotEvenWhereItPushesAnOlderOneOut) {
  for (const auto& make : methods()) {
    const auto with = make();
    const auto without = make();
    for (int i = 0; i < 1500; ++i) {
      const bool alarm = i % 3 == 0;
      with->record(0.01, alarm || i == 700);
      without->record(0.01, alarm);
      ASSERT_GE(with->level(), without->level()) << i;
    }
  }
}

TEST(OnlineTesting, LevelsOfTestsWithoutAlarmsSumToTheWealthAtMost) {
  const std::vector<double> wealths{0.05, 0.05, 0.1};
  for (std::size_t i = 0; i < methods().size(); ++i) {
    const auto method = methods()[i]();
    double sum = 0;
    for (int j = 0; j < 10'000; ++j) {
      sum += method->level();
      method->record(0.9, false);
    }
    EXPECT_GT(sum, 0);
    EXPECT_LE(sum, wealths[i]);
  }
}

TEST(OnlineTesting, GoesOnFromItsState) {
  for (const auto& make : methods()) {
    const auto method = make();
    for (int i = 0; i < 900; ++i) method->record(i % 2 == 0 ? 0.01 : 0.8, i % 2 == 0);
    const auto restored = make();
    const std::string bytes = state_of(*method);
    StateReader reader(bytes);
    restored->load(reader);
    ASSERT_FALSE(reader.failed());
    ASSERT_TRUE(reader.at_end());
    EXPECT_EQ(restored->level(), method->level());
    method->record(0.01, true);
    restored->record(0.01, true);
    EXPECT_EQ(state_of(*restored), state_of(*method));
  }
}

TEST(OnlineTesting, RefusesAStateThatCannotBeOneAndIsAsNewThen) {
  for (const auto& make : methods()) {
    const auto method = make();
    for (int i = 0; i < 50; ++i) method->record(0.01, i % 2 == 0);
    const std::string whole = state_of(*method);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      StateReader cut(std::string_view(whole).substr(0, size));
      method->load(cut);
      EXPECT_TRUE(cut.failed()) << size;
      EXPECT_EQ(method->level(), make()->level()) << size;
    }
    std::string other = whole;
    other[0] = 77;
    StateReader reader(other);
    method->load(reader);
    EXPECT_TRUE(reader.failed());
  }
}

TEST(OnlineTesting, RefusesAlarmsThatAreStillToCome) {
  StateWriter state;
  state.put(std::uint8_t{1});
  state.put(std::uint64_t{10});
  state.put(std::vector<std::uint64_t>{3, 11});
  state.put(std::uint64_t{2});
  Lord lord(0.1, 0);
  StateReader reader(state.bytes());
  lord.load(reader);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(lord.level(), 0);
}

}  // namespace
}  // namespace driftd::detectors
