// The market of New South Wales under the example's configuration: what the README says of it.

#include <gtest/gtest.h>

#include "tests/daemon/replay/replayed.h"

namespace driftd::replay {
namespace {

using tests::accuracy;
using tests::example;
using tests::replayed;
using tests::stream_file;

class Electricity : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there: the real streams are not part of the repository";
  }
  const std::filesystem::path file = stream_file("electricity");
};

TEST_F(Electricity, WithLabelsAtOnceTheLoopScoresThreeQuartersWhereTheFirstModelScoresLessThanHalf) {
  const auto report = replayed(file, example("electricity"), {});
  EXPECT_EQ(report.events, 45'312U);
  EXPECT_EQ(report.closed_loop.count(), 40'312U) << "everything behind the first 5,000 rows is scored";
  EXPECT_GE(accuracy(report.closed_loop), 0.75);
  EXPECT_LE(report.updates.size(), 120U);
  EXPECT_NEAR(accuracy(report.first_model), 0.464, 0.02);
}

TEST_F(Electricity, WithLabelsAThousandRowsLateItScoresSeventyPercent) {
  const auto report = replayed(file, example("electricity"), {.rows = 1000});
  EXPECT_EQ(report.closed_loop.count(), 40'312U);
  EXPECT_GE(accuracy(report.closed_loop), 0.70);
  EXPECT_LE(report.updates.size(), 120U);
}

TEST_F(Electricity, TheSameEventsGiveTheSameSignalsByteForByte) {
  const auto first = replayed(file, example("electricity"), {.rows = 100});
  const auto second = replayed(file, example("electricity"), {.rows = 100});
  EXPECT_EQ(to_json(first)["signals"].dump(), to_json(second)["signals"].dump());
  ASSERT_EQ(first.updates.size(), second.updates.size());
  for (std::size_t i = 0; i < first.updates.size(); ++i) EXPECT_EQ(first.updates[i].verdict, second.updates[i].verdict);
}

}  // namespace
}  // namespace driftd::replay
