// What PyTorch, scikit-learn, River and the paper of FTRL say (optimizer_values.json, made by make_optimizer_values.py), and what we say.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "tests/places.h"
#include "updaters/catalogue.h"
#include "updaters/models/linear/linear.h"
#include "updaters/models/linear/logistic.h"
#include "updaters/models/linear/online_learner.h"
#include "updaters/optimizers/schedule.h"

namespace driftd::updaters {
namespace {

using config::Json;

const Json& golden() {
  static const Json values = Json::parse(std::ifstream(tests::source_folder() / "tests/golden/optimizer_values.json"));
  return values;
}

config::Chosen<OptimizerPointer> chosen(const Json& settings) {
  config::Problems problems;
  config::Chosen<OptimizerPointer> found;
  config::read_choice(found, optimizers(), "kind", settings, "", problems);
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  return found;
}

void expect_path(const Json& settings, std::vector<double> weights, const Json& path) {
  const auto optimizer = chosen(settings).make();
  std::vector<double> state(optimizer->state_size(weights.size()));
  for (std::size_t step = 0; step < path.size(); ++step) {
    optimizer->step(weights, golden()["gradients"][step].get<std::vector<double>>(), state);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const auto expected = path[step][i].get<double>();
      ASSERT_NEAR(weights[i], expected, 1e-9 * std::max(1.0, std::abs(expected)))
          << settings.dump() << ", step " << step << ", weight " << i;
    }
  }
}

TEST(OptimizerValues, TakePytorchsPaths) {
  ASSERT_FALSE(golden()["pytorch"].empty());
  for (const Json& row : golden()["pytorch"]) expect_path(row["settings"], golden()["start"].get<std::vector<double>>(), row["path"]);
}

TEST(OptimizerValues, FtrlTakesThePathsOfItsPaperAndOfRiver) {
  for (const Json& row : golden()["ftrl"]) {
    const std::vector<double> zeros(golden()["start"].size());
    expect_path(row["settings"], zeros, row["paper"]);
    if (row.contains("river")) expect_path(row["settings"], zeros, row["river"]);
  }
}

TEST(OptimizerValues, SchedulesFallAsPytorchs) {
  for (const Json& row : golden()["schedules"]) {
    config::Problems problems;
    config::Chosen<SchedulePointer> found;
    config::read_choice(found, schedules(), "kind", row["schedule"], "", problems);
    ASSERT_TRUE(problems.empty()) << to_text(problems);
    const auto schedule = found.make();
    for (std::size_t step = 0; step < row["shares"].size(); ++step)
      EXPECT_NEAR(schedule->factor(static_cast<double>(step)), row["shares"][step].get<double>(), 1e-12)
          << row["schedule"].dump() << ", step " << step;
  }
}

TEST(OptimizerValues, OnlineSgdComesWhereScikitLearnsPartialFitDoes) {
  const Json& values = golden()["scikit_learn"];
  std::vector<double> rows;
  for (const Json& row : values["rows"]) {
    for (const Json& value : row) rows.push_back(value.get<double>());
  }
  for (const Json& row : values["cases"]) {
    const bool binary = row["task"] == "binary";
    const Link& link = binary ? logistic_link() : linear_link();
    config::ModelSchema schema{.task = link.task(), .features = {}};
    for (const char* name : {"a", "b", "c"}) schema.features.push_back({name, config::FeatureType::numeric});
    Encoder as_they_are(schema.features, {.numbers = std::vector<NumberEncoding>(3, {.mean = 0, .deviation = 1})});
    OnlineLearner learner(untrained(link, schema, std::move(as_they_are)), chosen(row["settings"]));
    std::vector<double> means;
    learner.learn(RowsView(rows), values[binary ? "classes" : "numbers"].get<std::vector<double>>(), means);
    const auto model = learner.snapshot();
    ASSERT_TRUE(model) << model.error();
    for (Eigen::Index i = 0; i < 4; ++i) {
      EXPECT_NEAR((*model)->parts().weights(0, i), row["weights"][static_cast<std::size_t>(i)].get<double>(), 1e-9)
          << row["settings"].dump() << ", weight " << i;
    }
  }
}

}  // namespace
}  // namespace driftd::updaters
