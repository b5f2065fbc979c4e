// What every score of the catalogue promises, on each task that it fits.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

using config::Task;

/// Outcomes of a model that is right in a share of cases (regression: with errors that much smaller).
std::vector<Outcome> outcomes(Task task, double share_right, unsigned seed, int count = 300) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform;
  std::uniform_int_distribution<int> category(0, task == Task::binary ? 1 : 5);
  std::vector<Outcome> made;
  for (int i = 0; i < count; ++i) {
    Outcome outcome{.truth = static_cast<double>(category(random))};
    if (task == Task::regression) {
      outcome.predicted = outcome.truth + (1 - share_right) * (uniform(random) - 0.5);
    } else {
      const bool right = uniform(random) < share_right;
      outcome.predicted = right ? outcome.truth : static_cast<int>(outcome.truth + 1) % (task == Task::binary ? 2 : 6);
      outcome.truth_probability = right ? 0.9 : 0.1;
    }
    made.push_back(outcome);
  }
  return made;
}

ScoreSums sums_of(Task task, std::span<const Outcome> made) {
  ScoreSums sums(task);
  for (const Outcome& outcome : made) sums.add(outcome);
  return sums;
}

class ScoreLaws : public testing::TestWithParam<std::string> {
 protected:
  template <class Check>
  static void for_each_task(Check check) {
    const auto score = scores().choose_default(GetParam()).make();
    for (const Task task : {Task::binary, Task::multiclass, Task::regression}) {
      SCOPED_TRACE(config::name_of(task));
      if (score->fits(task)) check(task, *score);
    }
  }
};

TEST_P(ScoreLaws, SaysWhatItIs) {
  EXPECT_FALSE(scores().find(GetParam())->facts.summary.empty());
}

TEST_P(ScoreLaws, FitsSomeTask) {
  int tasks = 0;
  for_each_task([&](Task, const Score&) { ++tasks; });
  EXPECT_GT(tasks, 0);
}

TEST_P(ScoreLaws, IsUndefinedWithoutOutcomes) {
  for_each_task([](Task task, const Score& score) { EXPECT_FALSE(score.value(ScoreSums(task)).has_value()); });
}

TEST_P(ScoreLaws, IsBetterForABetterModel) {
  for_each_task([](Task task, const Score& score) {
    const double good = score.value(sums_of(task, outcomes(task, 0.95, 1))).value();
    const double poor = score.value(sums_of(task, outcomes(task, 0.3, 1))).value();
    EXPECT_EQ(good > poor, score.higher_is_better());
    EXPECT_NE(good, poor);
  });
}

TEST_P(ScoreLaws, MergesToWhatOneProcessWouldHaveSeen) {
  for_each_task([](Task task, const Score& score) {
    const auto made = outcomes(task, 0.7, 2);
    ScoreSums merged = sums_of(task, std::span(made).first(100));
    merged.merge(sums_of(task, std::span(made).subspan(100, 50)));
    merged.merge(ScoreSums(task));
    merged.merge(sums_of(task, std::span(made).subspan(150)));
    EXPECT_NEAR(score.value(merged).value(), score.value(sums_of(task, made)).value(), 1e-12);
  });
}

TEST_P(ScoreLaws, SurvivesSaveAndLoad) {
  for_each_task([](Task task, const Score& score) {
    const ScoreSums original = sums_of(task, outcomes(task, 0.7, 3));
    StateWriter writer;
    original.save(writer);
    StateReader reader(writer.bytes());
    ScoreSums loaded(task);
    loaded.load(reader);
    EXPECT_FALSE(reader.failed());
    EXPECT_TRUE(reader.at_end());
    EXPECT_EQ(score.value(loaded), score.value(original));
  });
}

TEST_P(ScoreLaws, ForgetsWhenCleared) {
  for_each_task([](Task task, const Score& score) {
    ScoreSums sums = sums_of(task, outcomes(task, 0.2, 4));
    sums.clear();
    EXPECT_FALSE(score.value(sums).has_value());
    for (const Outcome& outcome : outcomes(task, 0.8, 5)) sums.add(outcome);
    EXPECT_EQ(score.value(sums), score.value(sums_of(task, outcomes(task, 0.8, 5))));
  });
}

INSTANTIATE_TEST_SUITE_P(Catalogue, ScoreLaws, testing::ValuesIn(scores().row_names()), [](const auto& row) { return row.param; });

}  // namespace
}  // namespace driftd::detectors
