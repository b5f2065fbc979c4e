// Joint comparisons, the logistic model and the tail of weighted squares against NumPy, SciPy and scikit-learn (made by
// make_joint_values.py).

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numeric>

#include "detectors/catalogue.h"
#include "detectors/joint/joint_window.h"
#include "detectors/joint/pca.h"
#include "detectors/stats/logistic_regression.h"
#include "detectors/stats/weighted_chi_square.h"
#include "tests/golden/portable_random.h"
#include "tests/places.h"

namespace driftd::detectors {
namespace {

using config::FeatureType;
using config::Json;
using golden::PortableRandom;

const Json& golden_values() {
  static const Json values = [] {
    std::ifstream file(tests::source_folder() / "tests/golden/joint_values.json");
    return Json::parse(file);
  }();
  return values;
}

std::vector<double> draw(PortableRandom& random, std::size_t rows, std::size_t columns, double shift, double mix) {
  std::vector<double> values;
  for (std::size_t i = 0; i < rows; ++i) {
    const double common = random.triangular(0.0, 1.0);
    for (std::size_t j = 0; j < columns; ++j) values.push_back(mix * common + random.triangular(shift, 1.0 + 0.1 * static_cast<double>(j)));
  }
  return values;
}

struct Samples {
  std::size_t columns;
  std::vector<double> reference;
  std::vector<double> window;
};

Samples samples_of(const Json& recipe) {
  PortableRandom random(recipe.at("seed").get<std::uint64_t>());
  const auto columns = recipe.at("columns").get<std::size_t>();
  auto reference = draw(random, recipe.at("n"), columns, 0.0, recipe.at("mix"));
  return {.columns = columns,
          .reference = std::move(reference),
          .window = draw(random, recipe.at("m"), columns, recipe.at("shift"), recipe.at("window_mix"))};
}

Evidence evidence_of(const std::string& name, const Samples& samples) {
  JointWindow window(std::vector<FeatureType>(samples.columns), joint_comparisons().choose_default(name).make(),
                     {.pane = samples.window.size() / samples.columns, .panes = 1});
  window.learn(samples.reference);
  window.add_pane(samples.window);
  return window.compare();
}

class JointValues : public testing::TestWithParam<std::string> {};

TEST_P(JointValues, AreThoseOfThePeers) {
  std::size_t compared = 0;
  for (const Json& one : golden_values().at("comparisons")) {
    if (!one.at("results").contains(GetParam())) continue;
    const Json& expected = one.at("results").at(GetParam());
    Json heading = one;
    heading.erase("results");
    SCOPED_TRACE(heading.dump());
    const Evidence evidence = evidence_of(GetParam(), samples_of(one));
    EXPECT_NEAR(evidence.statistic, expected[0].get<double>(), 1e-9 * std::abs(expected[0].get<double>()) + 1e-12);
    EXPECT_NEAR(evidence.p_value, expected[1].get<double>(), 1e-7 * expected[1].get<double>() + 1e-13);
    ++compared;
  }
  EXPECT_GE(compared, 24U);
}

INSTANTIATE_TEST_SUITE_P(Golden, JointValues, testing::Values("hotelling", "mmd_linear", "mmd_block", "pca", "classifier"),
                         [](const auto& name) { return name.param; });

TEST(JointValuesOfPca, AreReconstructionErrorsOfScikitLearn) {
  for (const Json& one : golden_values().at("comparisons")) {
    const auto samples = samples_of(one);
    RowEncoder encoder{std::vector<FeatureType>(samples.columns)};
    encoder.learn(samples.reference, JointComparison::kMostColumns, 1);
    std::vector<double> reference;
    std::vector<double> window;
    encoder.encode(samples.reference, reference);
    encoder.encode(samples.window, window);
    Pca pca;
    pca.learn({.values = reference, .columns = encoder.width()}, {});
    const auto errors = pca.summarise({.values = window, .columns = encoder.width()}, 0);
    const Json& expected = one.at("results").at("pca");
    EXPECT_EQ(pca.components(), expected[2].get<std::size_t>());
    EXPECT_NEAR(std::accumulate(errors.begin(), errors.end(), 0.0) / static_cast<double>(errors.size()), expected[4].get<double>(), 1e-9);
  }
}

TEST(JointValuesOfTheLogisticModel, AreScikitLearns) {
  for (const Json& one : golden_values().at("logistic")) {
    SCOPED_TRACE("seed " + one.at("seed").dump());
    PortableRandom random(one.at("seed").get<std::uint64_t>());
    const auto columns = one.at("columns").get<std::size_t>();
    const auto rows = draw(random, one.at("rows"), columns, 0.0, 0.5);
    const auto model = fit_logistic(rows, columns, one.at("classes").get<std::vector<std::uint8_t>>(), one.at("penalty"));
    const auto expected = one.at("weights").get<std::vector<double>>();
    ASSERT_EQ(model.weights.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(model.weights[i], expected[i], 1e-6 * (1 + std::abs(expected[i])));
    EXPECT_NEAR(model.bias, one.at("bias").get<double>(), 1e-6);
  }
}

TEST(JointValuesOfTheWeightedSquares, AreImhofsWithinTheStatedError) {
  for (const Json& one : golden_values().at("tails")) {
    const auto weights = one.at("weights").get<std::vector<double>>();
    const auto tail = one.at("tail").get<double>();
    const double actual = weighted_chi_square_tail(one.at("x"), weights);
    EXPECT_NEAR(actual / tail, 1, tail > 0.001 ? 0.07 : 0.1)
        << weights.size() << " weights, x = " << one.at("x") << ": " << actual << " against " << tail;
  }
}

}  // namespace
}  // namespace driftd::detectors
