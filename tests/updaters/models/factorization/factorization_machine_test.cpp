#include "updaters/models/factorization/factorization_machine.h"

#include <gmock/gmock.h>

#include "detectors/stats/seeded_random.h"
#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"

namespace driftd::updaters {
namespace {

using config::Json;
using config::Task;
using testing::HasSubstr;

/// One number and sparse inputs 1 .. 4, with two factors each.
class FactorScores : public testing::Test {
 protected:
  FactorScores() {
    detectors::SeededNormal random(7);
    for (double& value : std::span(weights_.data(), static_cast<std::size_t>(weights_.size()))) value = random.next();
    weights_.bottomRightCorner(1, 2).setZero();
  }

  std::vector<double> scores() const {
    std::vector<double> scores(rows_.rows);
    score_factors(rows_, weights_, scores);
    return scores;
  }

  EncodedRows rows_{
      .rows = 3, .numbers = {0.5, 0, -2}, .sparse = {.begins = {0, 2, 2, 4}, .inputs = {1, 3, 2, 4}, .values = {1, 1, 1, -0.5}}};
  Matrix weights_{6, 3};
};

TEST_F(FactorScores, AddUpEveryInputAndEveryPair) {
  for (std::size_t row = 0; row < 3; ++row) {
    std::vector<double> x(5);
    x[0] = rows_.numbers[row];
    for (std::size_t i = 0; i < rows_.sparse.inputs_of(row).size(); ++i) x[rows_.sparse.inputs_of(row)[i]] = rows_.sparse.values_of(row)[i];
    double expected = weights_(5, 0);
    for (Eigen::Index i = 0; i < 5; ++i) {
      expected += weights_(i, 0) * x[static_cast<std::size_t>(i)];
      for (Eigen::Index j = i + 1; j < 5; ++j)
        expected += weights_.row(i).tail(2).dot(weights_.row(j).tail(2)) * x[static_cast<std::size_t>(i)] * x[static_cast<std::size_t>(j)];
    }
    EXPECT_NEAR(scores()[row], expected, 1e-12) << row;
  }
}

TEST_F(FactorScores, HaveTheGradientOfTheirSlopes) {
  const std::vector<double> residuals{0.7, -1, 0.2};
  const auto sum = [&] {
    const auto found = scores();
    return residuals[0] * found[0] + residuals[1] * found[1] + residuals[2] * found[2];
  };
  Matrix gradient;
  differentiate_factors(rows_, residuals, weights_, gradient);
  constexpr double kStep = 1e-6;
  for (Eigen::Index i = 0; i < weights_.size(); ++i) {
    double& weight = weights_.data()[i];
    const double at = weight;
    weight = at + kStep;
    const double above = sum();
    weight = at - kStep;
    const double below = sum();
    weight = at;
    EXPECT_NEAR(gradient.data()[i], (above - below) / (2 * kStep), 1e-7) << "weight " << i;
  }
}

ModelPointer trained(Task task) {
  const auto sample = samples::separable(task, 60, 3);
  return *models().choose_default("fm").make()->train(sample.schema, sample.rows, nullptr, 3);
}

std::string problem(const Json& artefact) {
  const auto read = read_model(artefact.dump());
  return read ? "" : read.error();
}

TEST(FactorizationMachine, StatesItsFormat) {
  const auto json = Json::parse(trained(Task::binary)->write());
  EXPECT_EQ(json["format"], "driftd-fm");
  EXPECT_EQ(json["format_version"], 1);
  EXPECT_EQ(json["weights"]["rows"], 7) << "two numbers, four levels and the bias";
  EXPECT_EQ(json["weights"]["columns"], 9) << "a weight and eight factors";
}

TEST(FactorizationMachine, SaysWhatIsWrongWithAnArtefact) {
  const auto good = Json::parse(trained(Task::regression)->write());
  ASSERT_EQ(problem(good), "");
  const auto with = [&](const char* pointer, const Json& value) {
    Json bad = good;
    bad[Json::json_pointer(pointer)] = value;
    return problem(bad);
  };
  EXPECT_THAT(with("/format", "pickle"), HasSubstr("/format"));
  EXPECT_THAT(with("/format_version", 2), HasSubstr("/format_version"));
  EXPECT_THAT(with("/schema/task", "multiclass"), HasSubstr("/schema/task: a factorisation machine does not answer multiclass"));
  EXPECT_THAT(with("/schema/features/1/type", "numeric"), HasSubstr("/encoder/numbers"));
  EXPECT_THAT(with("/label/deviation", 0), HasSubstr("/label/deviation"));
  EXPECT_THAT(with("/range/lowest", 1e9), HasSubstr("/range: has a lowest above its highest"));
  EXPECT_THAT(with("/inputs", Json{3, 2}), HasSubstr("/inputs: must increase"));
  EXPECT_THAT(with("/inputs/3", 6), HasSubstr("/inputs: must be from 2 to below 6"));
  EXPECT_THAT(with("/inputs", Json::array()), HasSubstr("/weights/rows: must be 3, is 7"));
  EXPECT_THAT(with("/weights/columns", 1), HasSubstr("/weights/columns: must be from 2 to 257"));
  EXPECT_THAT(with("/weights/columns", 8), HasSubstr("/weights/weights: holds 63 numbers for 7 rows of 8"));
  EXPECT_THAT(with("/weights/weights", "????"), HasSubstr("/weights/weights"));
  EXPECT_THAT(with("/weights/state", "AAAA"), HasSubstr("/weights/state"));
  EXPECT_THAT(with("/extra", 1), HasSubstr("/extra"));
}

}  // namespace
}  // namespace driftd::updaters
