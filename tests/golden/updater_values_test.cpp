// What SciPy and scikit-learn say (updater_values.json, made by make_updater_values.py), and what we say.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "tests/places.h"
#include "updaters/catalogue.h"
#include "updaters/gate/paired_t.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Json;
using config::Task;

const Json& golden() {
  static const Json values = Json::parse(std::ifstream(tests::source_folder() / "tests/golden/updater_values.json"));
  return values;
}

// Near in proportion: tails span many orders of magnitude.
void expect_near(double found, double expected, double tolerance) {
  EXPECT_NEAR(found, expected, tolerance * std::abs(expected));
}

Json settings_with(std::int64_t epochs, double l2) {
  return {{"epochs", epochs}, {"steps", 0}, {"l2", l2}, {"optimizer", {{"kind", "adagrad"}, {"rate", 0.3}}}};
}

ModelPointer train(const std::string& family, const Json& settings, const config::ModelSchema& schema, const Dataset& rows) {
  config::Problems problems;
  const auto chosen = models().find(family)->choose(settings, "", problems, {});
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  auto trained = chosen.make()->train(schema, rows, nullptr, 1);
  EXPECT_TRUE(trained) << trained.error().message;
  return trained.value_or(nullptr);
}

TEST(GateTestValues, PairedTIsScipysTtestRel) {
  for (const Json& row : golden()["paired_t"]) {
    const auto champion = row["champion"].get<std::vector<double>>();
    const auto challenger = row["challenger"].get<std::vector<double>>();
    const auto p = paired_t(differences({.champion = champion, .challenger = challenger, .kind = LossKind::squared}, {}));
    SCOPED_TRACE(champion.size());
    expect_near(p.better, row["p_better"].get<double>(), 1e-9);
    expect_near(p.worse, row["p_worse"].get<double>(), 1e-9);
  }
}

TEST(ModelValues, SoftmaxComesToScikitLearnsMinimum) {
  const Json& values = golden()["softmax"];
  const config::ModelSchema schema{
      .task = Task::multiclass,
      .features = {{"first", FeatureType::numeric}, {"second", FeatureType::numeric}, {"level", FeatureType::categorical}}};
  Dataset rows{
      .columns = 3, .values = {}, .labels = values["labels"].get<std::vector<double>>(), .classes = {{0, "a"}, {1, "b"}, {2, "c"}}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const char* column : {"first", "second", "level"}) rows.values.push_back(values[column][i].get<double>());
  }
  Json settings = settings_with(3000, values["l2"].get<double>());
  settings["batch"] = rows.size();
  const auto model = train("softmax", settings, schema, rows);
  Answers answers;
  model->predict(rows.values, answers);
  double log_loss = 0;
  for (std::size_t i = 0; i < rows.size(); ++i)
    log_loss -= std::log(answers.probabilities[3 * i + static_cast<std::size_t>(rows.labels[i])]) / 300;
  EXPECT_NEAR(log_loss, values["log_loss"].get<double>(), 1e-4);
  for (std::size_t i = 0; i < 20; ++i) {
    for (std::size_t k = 0; k < 3; ++k)
      EXPECT_NEAR(answers.probabilities[3 * i + k], values["probabilities_of_first_20"][i][k].get<double>(), 2e-3);
  }
}

TEST(ModelValues, LinearComesToTheLeastSquares) {
  const Json& values = golden()["linear"];
  const config::ModelSchema schema{.task = Task::regression,
                                   .features = {{"a", FeatureType::numeric}, {"b", FeatureType::numeric}, {"c", FeatureType::numeric}}};
  Dataset rows{.columns = 3, .values = {}, .labels = values["labels"].get<std::vector<double>>(), .classes = {}};
  for (const Json& row : values["rows"]) {
    for (const Json& value : row) rows.values.push_back(value.get<double>());
  }
  Json settings = settings_with(3000, 0);
  settings["batch"] = rows.size();
  const auto model = train("linear", settings, schema, rows);
  Answers answers;
  model->predict(rows.values, answers);
  double squares = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) squares += std::pow(answers.values[i] - rows.labels[i], 2) / 200;
  expect_near(squares, values["mean_squared_error"].get<double>(), 1e-4);
}

/// The first rows of electricity.csv.gz, label last.
Dataset electricity(std::size_t n) {
  Dataset rows{.columns = 8, .values = {}, .labels = {}, .classes = {}};
  const std::unique_ptr<FILE, int (*)(FILE*)> text(
      popen(fmt::format("gzip -dc '{}/electricity.csv.gz'", tests::streams_folder().string()).c_str(), "r"), pclose);
  std::string line(1024, '\0');
  const auto next_line = [&] { return std::fgets(line.data(), static_cast<int>(line.size()), text.get()) != nullptr; };
  for (next_line(); rows.size() < n && next_line();) {
    const char* rest = line.c_str();
    for (std::size_t column = 0; column <= rows.columns; ++column) {
      char* end = nullptr;
      (column < rows.columns ? rows.values : rows.labels).push_back(std::strtod(rest, &end));
      rest = end + 1;
    }
  }
  return rows;
}

TEST(ModelValues, LogisticByDefaultIsAsGoodAsScikitLearnOnElectricity) {
  if (!std::filesystem::exists(tests::streams_folder() / "electricity.csv.gz"))
    GTEST_SKIP() << "no electricity.csv.gz in " << tests::streams_folder();
  const Json& values = golden()["electricity"];
  const auto train_rows = values["train"].get<std::size_t>();
  const auto test_rows = values["test"].get<std::size_t>();
  Dataset rows = electricity(train_rows + test_rows);
  ASSERT_EQ(rows.size(), train_rows + test_rows);
  config::ModelSchema schema{.task = Task::binary, .features = {}};
  for (std::size_t i = 0; i < rows.columns; ++i) schema.features.push_back({"f" + std::to_string(i), FeatureType::numeric});
  const std::vector<double> later(rows.values.begin() + static_cast<std::ptrdiff_t>(train_rows * 8), rows.values.end());
  const std::vector<double> labels(rows.labels.begin() + static_cast<std::ptrdiff_t>(train_rows), rows.labels.end());
  rows.values.resize(train_rows * 8);
  rows.labels.resize(train_rows);
  const auto model = train("logistic", Json::object(), schema, rows);
  Answers answers;
  model->predict(later, answers);
  double right = 0;
  for (std::size_t i = 0; i < test_rows; ++i) right += answers.values[i] == labels[i] ? 1 : 0;
  EXPECT_GE(right / static_cast<double>(test_rows), values["accuracy"].get<double>() - 0.01);
  RecordProperty("accuracy", std::to_string(right / static_cast<double>(test_rows)));
}

}  // namespace
}  // namespace driftd::updaters
