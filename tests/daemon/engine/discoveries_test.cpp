#include "daemon/engine/discoveries.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace driftd::engine {
namespace {

constexpr double kWrong = 0.05;

TEST(Discoveries, EarnForTheOthersFromTheNextRowOn) {
  for (const Earning earning : {Earning::lord, Earning::saffron}) {
    Discoveries discoveries(earning, kWrong, 3);
    EXPECT_EQ(discoveries.kept_back(), 2 * kWrong);
    discoveries.spend(0.9);
    EXPECT_EQ(discoveries.level(0), 0) << "nothing was discovered yet";
    discoveries.discovered(1);
    EXPECT_EQ(discoveries.level(0), 0) << "checks of the same row have their luck in common";
    discoveries.turn();
    EXPECT_GT(discoveries.level(0), 0);
    EXPECT_EQ(discoveries.level(1), 0) << "not for itself";
    EXPECT_GT(discoveries.level(2), 0);
  }
}

TEST(Discoveries, CountOnceAgainstOneReference) {
  Discoveries discoveries(Earning::lord, kWrong, 2);
  discoveries.discovered(0);
  discoveries.turn();
  const double once = discoveries.level(1);
  discoveries.discovered(0);
  discoveries.turn();
  EXPECT_EQ(discoveries.level(1), once);
  discoveries.forget(0);
  discoveries.discovered(0);
  discoveries.turn();
  EXPECT_GT(discoveries.level(1), once);
}

TEST(Discoveries, EarnNoMoreThanTheShareThatMayBeWrongOverAllTestsToCome) {
  for (const Earning earning : {Earning::lord, Earning::saffron}) {
    Discoveries discoveries(earning, kWrong, 3);
    discoveries.discovered(0);
    discoveries.turn();
    double spent = 0;
    for (std::size_t i = 0; i < 20'000; ++i) {
      discoveries.turn();
      spent += discoveries.level(1 + i % 2);
      discoveries.spend(0.9);
    }
    EXPECT_GT(spent, kWrong / 4);
    EXPECT_LE(spent, kWrong);
  }
}

TEST(Discoveries, EarnNothingWhereNobodyWouldHaveItOrNobodyWantsIt) {
  const std::vector<std::pair<Earning, std::size_t>> idle{{Earning::lord, 1}, {Earning::none, 5}, {Earning::saffron, 0}};
  for (const auto& [earning, checks] : idle) {
    Discoveries discoveries(earning, kWrong, checks);
    EXPECT_EQ(discoveries.kept_back(), 0);
    discoveries.discovered(0);
    discoveries.turn();
    discoveries.spend(0.5);
    discoveries.forget(0);
    EXPECT_EQ(discoveries.level(0), 0);
  }
}

TEST(Discoveries, GoOnFromTheirState) {
  Discoveries discoveries(Earning::saffron, kWrong, 3);
  discoveries.discovered(2);
  discoveries.turn();
  discoveries.spend(0.7);
  discoveries.discovered(0);
  detectors::StateWriter state;
  discoveries.save(state);
  Discoveries restored(Earning::saffron, kWrong, 3);
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  ASSERT_TRUE(reader.at_end());
  for (Discoveries* each : {&discoveries, &restored}) {
    each->turn();
    each->discovered(2);
    each->turn();
  }
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(restored.level(i), discoveries.level(i));
}

TEST(Discoveries, RefuseTheStateOfOtherChecks) {
  Discoveries discoveries(Earning::lord, kWrong, 3);
  discoveries.discovered(2);
  detectors::StateWriter state;
  discoveries.save(state);
  Discoveries other(Earning::lord, kWrong, 2);
  detectors::StateReader reader(state.bytes());
  other.load(reader);
  EXPECT_TRUE(reader.failed() || !reader.at_end());
  other.turn();
  EXPECT_EQ(other.level(0), 0);
}

}  // namespace
}  // namespace driftd::engine
