// Rows a second that the online learner learns, and how well: one progressive pass of logistic regression over dense rows.
//
//   bench_training [ROWS [OPTIMIZER ...]]    ROWS: doubles in the machine's order, 20 inputs and a label (0 or 1) a row; without, a million
//                                            rows are drawn here. Prints {"adagrad": {"rows_per_second", "log_loss"}, ...}

#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"
#include "updaters/models/linear/logistic.h"
#include "updaters/models/linear/online_learner.h"

namespace {

using namespace driftd;
using namespace driftd::updaters;

constexpr std::size_t kColumns = 20;

struct Rows {
  std::vector<double> values;
  std::vector<double> labels;
};

Rows drawn(std::size_t n) {
  std::mt19937_64 random(1);
  Rows rows;
  for (std::size_t i = 0; i < n; ++i) {
    double score = 0;
    for (std::size_t j = 0; j < kColumns; ++j) {
      rows.values.push_back(samples::normal(random));
      score += rows.values.back() * (j % 2 == 0 ? 0.7 : -0.7);
    }
    rows.labels.push_back(samples::uniform(random) < 1 / (1 + std::exp(-score)) ? 1 : 0);
  }
  return rows;
}

Rows read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  Rows rows;
  std::vector<double> row(kColumns + 1);
  while (file.read(reinterpret_cast<char*>(row.data()), static_cast<std::streamsize>(row.size() * sizeof(double)))) {
    rows.values.insert(rows.values.end(), row.begin(), row.end() - 1);
    rows.labels.push_back(row.back());
  }
  return rows;
}

config::Json measured(const Rows& rows, const std::string& name) {
  config::ModelSchema schema{.task = config::Task::binary, .features = {}};
  for (std::size_t j = 0; j < kColumns; ++j) schema.features.push_back({"x" + std::to_string(j), config::FeatureType::numeric});
  Encoder as_they_are(schema.features, {.numbers = std::vector<NumberEncoding>(kColumns, {.mean = 0, .deviation = 1})});
  OnlineLearner learner(untrained(logistic_link(), schema, std::move(as_they_are)), optimizers().choose_default(name));

  std::vector<double> means(rows.labels.size());
  const auto begin = std::chrono::steady_clock::now();
  learner.learn(RowsView(rows.values), rows.labels, means);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  double loss = 0;
  for (std::size_t i = 0; i < rows.labels.size(); ++i) loss -= std::log(rows.labels[i] > 0 ? means[i] : 1 - means[i]);
  const auto n = static_cast<double>(rows.labels.size());
  return {{"rows_per_second", n / spent.count()}, {"log_loss", loss / n}};
}

}  // namespace

int main(int count, char** arguments) {
  const Rows rows = count > 1 ? read(arguments[1]) : drawn(1'000'000);
  std::vector<std::string> names(arguments + std::min(count, 2), arguments + count);
  if (names.empty()) names = optimizers().row_names();
  config::Json results;
  for (const auto& name : names) results[name] = measured(rows, name);
  std::puts(results.dump().c_str());
  return 0;
}
