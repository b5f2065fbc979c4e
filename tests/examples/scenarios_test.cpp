// The cases of docs/scenarios.md: what each shipped example is for gets better than the first model, by a part of what is shown there.

#include <gtest/gtest.h>

#include "tests/daemon/replay/replayed.h"

namespace driftd::replay {
namespace {

struct Scenario {
  const char* name;
  std::uint64_t rows;
  std::uint64_t label_delay;
  const char* score;
  double error_left;  // at most, of the first model's: 1 - score, of numbers the score
};

void PrintTo(const Scenario& scenario, std::ostream* out) {
  *out << scenario.name;
}

class Scenarios : public testing::TestWithParam<Scenario> {
 protected:
  void SetUp() override {
    const auto file = tests::stream_file(GetParam().name);
    if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there: the real streams are not part of the repository";
  }

  static double error(const detectors::ScoreSums& sums) {
    const auto value = scores_of(sums).at(GetParam().score).get<double>();
    return sums.task() == config::Task::regression ? value : 1 - value;
  }
};

TEST_P(Scenarios, HaveTheLoopDoBetterThanTheFirstModelThoughLabelsAreLate) {
  const Scenario& scenario = GetParam();
  const auto report = tests::replayed(tests::stream_file(scenario.name), tests::example(scenario.name), {.rows = scenario.label_delay});
  EXPECT_EQ(report.events, scenario.rows);
  EXPECT_GE(report.swaps, 1U);
  EXPECT_LE(error(report.closed_loop), scenario.error_left * error(report.first_model));
}

INSTANTIATE_TEST_SUITE_P(Examples, Scenarios,
                         testing::Values(Scenario{"electricity", 45'312, 1000, "accuracy", 0.7},           //
                                         Scenario{"movielens_latest_small", 100'836, 1000, "rmse", 0.99},  //
                                         Scenario{"bank_marketing", 41'188, 1000, "pr_auc", 0.9},          //
                                         Scenario{"ozone_eighthr", 2'534, 30, "pr_auc", 0.96},             //
                                         Scenario{"spamassassin", 6'046, 100, "accuracy", 0.3},            //
                                         Scenario{"gas_sensor_batches_1_6", 5'933, 100, "accuracy", 0.5},  //
                                         Scenario{"bike_sharing_hour", 17'379, 24, "rmse", 0.65}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace driftd::replay
