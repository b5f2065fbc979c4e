// What every score of the catalogue promises, on each task that it fits, with its defaults and with other parameters.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

using config::Json;
using config::Task;

constexpr int kClasses = 6;

/// Outcomes of a model that is right in a share of cases (regression: with errors that much smaller).
std::vector<Outcome> outcomes(Task task, double share_right, unsigned seed, int count = 300) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform;
  const int classes = task == Task::binary ? 2 : kClasses;
  std::uniform_int_distribution<int> category(0, classes - 1);
  std::vector<Outcome> made;
  for (int i = 0; i < count; ++i) {
    Outcome outcome{.truth = static_cast<double>(category(random))};
    if (task == Task::regression) {
      outcome.predicted = outcome.truth + (1 - share_right) * (uniform(random) - 0.5);
    } else {
      const bool right = uniform(random) < share_right;
      outcome.predicted = right ? outcome.truth : static_cast<int>(outcome.truth + 1) % classes;
      const double sure = 0.85 + 0.1 * uniform(random);
      for (int k = 0; k < classes; ++k) outcome.give(k, k == outcome.predicted ? sure : (1 - sure) / (classes - 1));
    }
    made.push_back(outcome);
  }
  return made;
}

struct ScoreCase {
  std::string name;
  Json parameters = Json::object();
};

void PrintTo(const ScoreCase& score, std::ostream* out) {
  *out << score.name << " " << score.parameters.dump();
}

std::vector<ScoreCase> score_cases() {
  std::vector<ScoreCase> cases;
  for (const auto& name : scores().row_names()) {
    // Half of `outcomes` are ones, so that at half a precision, its default, whoever calls everything a one finds all.
    cases.push_back({.name = name, .parameters = name == "recall_at_precision" ? Json{{"precision", 0.8}} : Json::object()});
  }
  for (const char* name : {"precision", "recall", "f1", "specificity"}) {
    for (const char* average : {"micro", "macro", "weighted"}) cases.push_back({.name = name, .parameters = {{"average", average}}});
    cases.push_back({.name = name, .parameters = {{"class", "0"}}});
  }
  cases.push_back({.name = "ece", .parameters = {{"bins", 3}}});
  cases.push_back({.name = "recall_at_precision", .parameters = {{"precision", 0.7}}});
  cases.push_back({.name = "pinball", .parameters = {{"quantile", 0.1}}});
  return cases;
}

class ScoreLaws : public testing::TestWithParam<ScoreCase> {
 protected:
  template <class Check>
  static void for_each_task(Check check) {
    config::Problems problems;
    const auto score = scores().find(GetParam().name)->choose(GetParam().parameters, "", problems, {}).make();
    ASSERT_TRUE(problems.empty());
    for (const Task task : {Task::binary, Task::multiclass, Task::regression}) {
      SCOPED_TRACE(config::name_of(task));
      // "0" is no class of those that `outcomes` makes of several.
      if (score->fits(task) && !(task == Task::multiclass && GetParam().parameters.contains("class"))) check(task, *score);
    }
  }

  static ScoreSums sums_of(Task task, const Score& score, std::span<const Outcome> made) {
    ScoreSums sums(task, score.needs());
    for (const Outcome& outcome : made) sums.add(outcome);
    return sums;
  }

  static std::string state_of(const ScoreSums& sums) {
    StateWriter writer;
    sums.save(writer);
    return writer.take();
  }

  static void expect_same(const Score& score, const ScoreSums& sums, const ScoreSums& others) {
    EXPECT_NEAR(score.value(sums).value(), score.value(others).value(), 1e-12);
    EXPECT_NEAR(score.interval(sums)->low, score.interval(others)->low, 1e-9);
    EXPECT_NEAR(score.interval(sums)->high, score.interval(others)->high, 1e-9);
  }
};

TEST_P(ScoreLaws, SaysWhatItIs) {
  const auto& facts = scores().find(GetParam().name)->facts;
  EXPECT_FALSE(facts.summary.empty());
  EXPECT_FALSE(facts.cost.empty());
}

TEST_P(ScoreLaws, FitsSomeTask) {
  int tasks = 0;
  for_each_task([&](Task, const Score&) { ++tasks; });
  EXPECT_GT(tasks, 0);
}

TEST_P(ScoreLaws, IsUndefinedWithoutOutcomes) {
  for_each_task([](Task task, const Score& score) {
    EXPECT_FALSE(score.value(ScoreSums(task, score.needs())).has_value());
    EXPECT_FALSE(score.interval(ScoreSums(task, score.needs())).has_value());
  });
}

TEST_P(ScoreLaws, KnowsWhichSumsTellIt) {
  for_each_task([](Task task, const Score& score) {
    EXPECT_TRUE(score.is_told_by(score.needs()));
    ScoreSums bare(task);
    for (const Outcome& outcome : outcomes(task, 0.7, 9)) bare.add(outcome);
    EXPECT_EQ(score.value(bare).has_value(), score.is_told_by({}));
  });
}

TEST_P(ScoreLaws, IsBetterForABetterModel) {
  for_each_task([](Task task, const Score& score) {
    const double good = score.value(sums_of(task, score, outcomes(task, 0.9, 1))).value();
    const double poor = score.value(sums_of(task, score, outcomes(task, 0.3, 1))).value();
    EXPECT_EQ(good > poor, score.higher_is_better());
    EXPECT_NE(good, poor);
  });
}

TEST_P(ScoreLaws, LiesInItsInterval) {
  for_each_task([](Task task, const Score& score) {
    for (const int count : {2, 3, 10, 300}) {
      for (const double share_right : {0.0, 0.3, 0.9, 1.0}) {
        SCOPED_TRACE(testing::Message() << count << " outcomes, " << share_right << " right");
        const ScoreSums sums = sums_of(task, score, outcomes(task, share_right, 6, count));
        const auto value = score.value(sums);
        const auto interval = score.interval(sums);
        EXPECT_TRUE(value || !interval);
        if (!value || !interval) continue;
        EXPECT_TRUE(std::isfinite(*value) && std::isfinite(interval->low) && std::isfinite(interval->high));
        EXPECT_LE(interval->low, *value);
        EXPECT_GE(interval->high, *value);
        if (share_right == 0.3 && count == 300) {
          EXPECT_LT(interval->low, interval->high);
        }
      }
    }
  });
}

TEST_P(ScoreLaws, IsSurerWithMoreOutcomesAndLessConfidence) {
  for_each_task([](Task task, const Score& score) {
    const auto width = [&](int count, double level) {
      const auto interval = score.interval(sums_of(task, score, outcomes(task, 0.6, 7, count)), level).value();
      return interval.high - interval.low;
    };
    EXPECT_LT(width(4000, 0.95), 0.75 * width(400, 0.95));
    EXPECT_LT(width(400, 0.8), width(400, 0.95));
    EXPECT_LT(width(400, 0.95), width(400, 0.99));
  });
}

TEST_P(ScoreLaws, MergesToWhatOneProcessWouldHaveSeen) {
  for_each_task([](Task task, const Score& score) {
    const auto made = outcomes(task, 0.7, 2);
    ScoreSums merged = sums_of(task, score, std::span(made).first(100));
    merged.merge(sums_of(task, score, std::span(made).subspan(100, 50)));
    merged.merge(ScoreSums(task, score.needs()));
    merged.merge(sums_of(task, score, std::span(made).subspan(150)));
    expect_same(score, merged, sums_of(task, score, made));
  });
}

TEST_P(ScoreLaws, DoesNotMindTheOrder) {
  for_each_task([](Task task, const Score& score) {
    auto made = outcomes(task, 0.7, 8);
    const ScoreSums sums = sums_of(task, score, made);
    std::ranges::shuffle(made, std::mt19937_64(8));
    expect_same(score, sums_of(task, score, made), sums);
  });
}

TEST_P(ScoreLaws, GoesOnFromItsState) {
  for_each_task([](Task task, const Score& score) {
    const auto made = outcomes(task, 0.7, 3);
    ScoreSums original = sums_of(task, score, std::span(made).first(200));
    const std::string bytes = state_of(original);
    StateReader reader(bytes);
    ScoreSums loaded(task, score.needs());
    loaded.load(reader);
    EXPECT_FALSE(reader.failed());
    EXPECT_TRUE(reader.at_end());
    for (std::size_t i = 200; i < made.size(); ++i) {
      original.add(made[i]);
      loaded.add(made[i]);
    }
    EXPECT_EQ(score.value(loaded), score.value(original));
    EXPECT_EQ(score.interval(loaded), score.interval(original));
    EXPECT_EQ(state_of(loaded), state_of(original));
  });
}

TEST_P(ScoreLaws, ForgetsWhenCleared) {
  for_each_task([](Task task, const Score& score) {
    ScoreSums sums = sums_of(task, score, outcomes(task, 0.2, 4));
    sums.clear();
    EXPECT_FALSE(score.value(sums).has_value());
    for (const Outcome& outcome : outcomes(task, 0.8, 5)) sums.add(outcome);
    EXPECT_EQ(state_of(sums), state_of(sums_of(task, score, outcomes(task, 0.8, 5))));
  });
}

std::string name_of(const testing::TestParamInfo<ScoreCase>& row) {
  std::string name = row.param.name;
  for (const auto& [key, value] : row.param.parameters.items())
    name += "_" + key + "_" + (value.is_string() ? value.get<std::string>() : value.dump());
  std::ranges::replace(name, '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, ScoreLaws, testing::ValuesIn(score_cases()), name_of);

}  // namespace
}  // namespace driftd::detectors
