// Scores and their intervals against scikit-learn, SciPy and plain NumPy (made by make_score_values.py).

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "detectors/catalogue.h"
#include "tests/golden/portable_random.h"
#include "tests/places.h"

namespace driftd::detectors {
namespace {

using config::Json;
using config::Task;
using golden::PortableRandom;

const Json& golden_values() {
  static const Json values = [] {
    std::ifstream file(tests::source_folder() / "tests/golden/score_values.json");
    return Json::parse(file);
  }();
  return values;
}

double number(const Json& one, const char* key) {
  return one.at(key).get<double>();
}

Outcome draw_binary(PortableRandom& random, const Json& one) {
  Outcome outcome{.truth = random.bernoulli(number(one, "rate"))};
  const double skill = number(one, "skill");
  const double grid = number(one, "grid");
  const double u = random.uniform();
  double p = (1.0 - skill) * u + skill * ((outcome.truth + random.uniform()) / 2.0);
  if (grid > 0) p = std::floor(p * grid) / grid;
  outcome.predicted = p >= number(one, "threshold") ? 1 : 0;
  outcome.give(0, 1 - p);
  outcome.give(1, p);
  return outcome;
}

Outcome draw_multiclass(PortableRandom& random, const Json& one) {
  const auto code = [](std::size_t k) { return config::category_code(std::to_string(k)); };
  const double classes = number(one, "classes");
  const double u = random.uniform();
  const auto truth = static_cast<std::size_t>(classes * (u * u));
  std::vector<double> weights;
  double total = 0;
  for (std::size_t k = 0; k < static_cast<std::size_t>(classes); ++k) {
    weights.push_back(random.uniform() + (k == truth ? number(one, "skill") : 0.0));
    total += weights.back();
  }
  const auto predicted = static_cast<std::size_t>(std::ranges::max_element(weights) - weights.begin());
  Outcome outcome{.predicted = code(predicted), .truth = code(truth)};
  for (std::size_t k = 0; k < weights.size(); ++k) outcome.give(code(k), weights[k] / total);
  return outcome;
}

Outcome draw_number(PortableRandom& random, const Json& one) {
  Outcome outcome;
  outcome.truth = random.triangular(number(one, "mean"), number(one, "scale"));
  if (random.bernoulli(number(one, "zeros")) == 1) outcome.truth = 0;
  outcome.predicted = outcome.truth + random.triangular(number(one, "bias"), number(one, "noise"));
  return outcome;
}

Outcome draw(Task task, PortableRandom& random, const Json& one) {
  if (task == Task::binary) return draw_binary(random, one);
  return task == Task::multiclass ? draw_multiclass(random, one) : draw_number(random, one);
}

ScoreSums sums_of(Task task, const Json& one) {
  ScoreNeeds needs = needs_of_all_scores();
  needs.add({.calibrations = {15}});
  ScoreSums sums(task, needs);
  PortableRandom random(one.at("seed").get<std::uint64_t>());
  for (auto left = one.at("size").get<int>(); left > 0; --left) sums.add(draw(task, random, one));
  return sums;
}

MeanSum events_of(const RankingScore& score, const Json& one) {
  MeanSum events;
  PortableRandom random(one.at("seed").get<std::uint64_t>());
  for (auto left = one.at("size").get<int>(); left > 0; --left) {
    std::vector<double> relevances(1 + static_cast<std::size_t>(random.below(number(one, "longest"))));
    for (double& relevance : relevances) relevance = random.uniform() < number(one, "relevant") ? random.below(4.0) : 0.0;
    if (const auto value = score.of(relevances)) events.add(*value);
  }
  return events;
}

/// The score that ["f1", {"average": "micro"}] names.
template <class Made>
Made made_from(const config::Catalogue<Made>& catalogue, const Json& named) {
  config::Problems problems;
  const auto chosen = catalogue.find(named.at(0).get<std::string>())->choose(named.at(1), "", problems, {});
  EXPECT_TRUE(problems.empty()) << named;
  return chosen.make();
}

std::string heading(Json one) {
  one.erase("values");
  one.erase("intervals");
  return one.dump();
}

void expect_same(std::optional<double> value, const Json& expected) {
  ASSERT_EQ(value.has_value(), !expected.is_null()) << "expected " << expected;
  if (!value) return;
  EXPECT_NEAR(*value, expected.get<double>(), 1e-9 * std::max(1.0, std::abs(expected.get<double>())));
}

struct GoldenTask {
  Task task;
  const char* name;
};

class GoldenScores : public testing::TestWithParam<GoldenTask> {};

TEST_P(GoldenScores, AreTheSame) {
  const Json& group = golden_values().at(GetParam().name);
  EXPECT_GE(group.at("cases").size(), 200U);
  for (const Json& one : group.at("cases")) {
    SCOPED_TRACE(heading(one));
    const ScoreSums sums = sums_of(GetParam().task, one);
    for (std::size_t i = 0; i < group.at("scores").size(); ++i) {
      SCOPED_TRACE(group.at("scores").at(i).dump());
      expect_same(made_from(scores(), group.at("scores").at(i))->value(sums), one.at("values").at(i));
    }
  }
}

TEST_P(GoldenScores, HaveTheSameIntervals) {
  const Json& group = golden_values().at(GetParam().name);
  EXPECT_GE(group.at("interval_cases").size(), 5U);
  for (const Json& one : group.at("interval_cases")) {
    SCOPED_TRACE(heading(one));
    const ScoreSums sums = sums_of(GetParam().task, one);
    for (std::size_t i = 0; i < group.at("intervals").size(); ++i) {
      SCOPED_TRACE(group.at("intervals").at(i).dump());
      const auto interval = made_from(scores(), group.at("intervals").at(i))->interval(sums, 0.95);
      ASSERT_TRUE(interval.has_value());
      // The reference takes some derivatives by differences.
      EXPECT_NEAR(interval->low, one.at("intervals").at(i).at(0).get<double>(), 1e-6);
      EXPECT_NEAR(interval->high, one.at("intervals").at(i).at(1).get<double>(), 1e-6);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Tasks, GoldenScores,
                         testing::Values(GoldenTask{Task::binary, "binary"}, GoldenTask{Task::multiclass, "multiclass"},
                                         GoldenTask{Task::regression, "regression"}),
                         [](const auto& row) { return row.param.name; });

TEST(GoldenRankingScores, AreTheSame) {
  const Json& group = golden_values().at("ranking");
  EXPECT_GE(group.at("cases").size(), 200U);
  for (const Json& one : group.at("cases")) {
    SCOPED_TRACE(heading(one));
    for (std::size_t i = 0; i < group.at("scores").size(); ++i) {
      SCOPED_TRACE(group.at("scores").at(i).dump());
      const auto score = made_from(ranking_scores(), group.at("scores").at(i));
      expect_same(score->value(events_of(*score, one)), one.at("values").at(i));
    }
  }
}

}  // namespace
}  // namespace driftd::detectors
