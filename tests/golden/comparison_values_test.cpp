// Comparisons of reference and window against SciPy (made by make_comparison_values.py, which says what SciPy has not).
//
// Where driftd differs from SciPy on purpose, a test below names it.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "detectors/catalogue.h"
#include "detectors/compare/anderson_darling.h"
#include "detectors/compare/column_report.h"
#include "detectors/compare/column_window.h"
#include "detectors/stats/multiple_testing.h"
#include "tests/golden/portable_random.h"
#include "tests/places.h"

namespace driftd::detectors {
namespace {

using config::Json;
using golden::PortableRandom;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

const Json& golden_values() {
  static const Json values = [] {
    std::ifstream file(tests::source_folder() / "tests/golden/comparison_values.json");
    return Json::parse(file);
  }();
  return values;
}

/// Relative, but for values so near to 0 or p-values so near to 1 that rounding of the samples themselves shows.
void expect_close(double actual, double expected, const std::string& what) {
  EXPECT_NEAR(actual, expected, 1e-9 * std::abs(expected) + 1e-13) << what << " expected " << expected;
}

ComparisonPointer make(const std::string& name, const Json& parameters = Json::object()) {
  config::Problems problems;
  auto comparison = comparisons().find(name)->choose(parameters, "", problems, {}).make();
  EXPECT_TRUE(problems.empty()) << config::to_text(problems);
  return comparison;
}

struct Samples {
  std::vector<double> reference;
  std::vector<double> window;
};

double draw_number(PortableRandom& random, const Json& recipe) {
  const auto kind = recipe.at("kind").get<std::string>();
  if (kind == "uniform") return random.uniform();
  if (kind == "triangular") return random.triangular(0.0, 1.0);
  if (kind == "heavy") return 1.0 / (random.uniform() + 0.001);
  if (kind == "levels") return random.below(recipe.at("levels").get<double>());
  return 5.0;
}

std::vector<double> draw_numbers(PortableRandom& random, const Json& recipe, const char* size, double stretch, double shift) {
  std::vector<double> values(recipe.at(size).get<std::size_t>());
  for (double& value : values) {
    value = draw_number(random, recipe) * stretch + shift;
    if (random.uniform() < recipe.at("missing").get<double>()) value = kNan;
  }
  return values;
}

Samples draw_numbers(const Json& recipe) {
  PortableRandom random(recipe.at("seed").get<std::uint64_t>());
  auto reference = draw_numbers(random, recipe, "n", 1.0, 0.0);
  return {.reference = std::move(reference),
          .window = draw_numbers(random, recipe, "m", recipe.at("stretch").get<double>(), recipe.at("shift").get<double>())};
}

std::vector<double> draw_categories(PortableRandom& random, const Json& recipe, const char* size, double moved) {
  const auto categories = recipe.at("categories").get<double>();
  std::vector<double> codes(recipe.at(size).get<std::size_t>());
  for (double& code : codes) {
    if (random.uniform() < moved) {
      code = random.below(categories + recipe.at("new").get<double>());
    } else {
      const double u = random.uniform();
      code = std::floor((recipe.at("skewed").get<bool>() ? u * u : u) * categories);
    }
    if (random.uniform() < recipe.at("missing").get<double>()) code = kNan;
  }
  return codes;
}

Samples draw_categories(const Json& recipe) {
  PortableRandom random(recipe.at("seed").get<std::uint64_t>());
  auto reference = draw_categories(random, recipe, "n", 0);
  return {.reference = std::move(reference), .window = draw_categories(random, recipe, "m", recipe.at("moved").get<double>())};
}

ColumnWindow window_of(config::FeatureType type, const Samples& samples) {
  ColumnWindow window(type, std::max<std::size_t>(samples.window.size(), 1), 1);
  window.learn(samples.reference);
  window.add(samples.window);
  return window;
}

/// Calls check(samples, results, heading) for each case of a group.
template <class Check>
void for_each_case(const std::string& group, Check check) {
  const Json& cases = golden_values().at(group);
  EXPECT_GE(cases.size(), 260U);
  for (const Json& one : cases) {
    Json heading = one;
    heading.erase("results");
    SCOPED_TRACE(group + " " + heading.dump());
    check(group == "numbers" ? draw_numbers(one) : draw_categories(one), one.at("results"));
  }
}

/// Against [statistic] or [statistic, p-value] under the row's name; NaN where either sample has no values.
void expect_evidence(const std::string& group, config::FeatureType type, const std::string& name) {
  const auto comparison = make(name);
  std::size_t answers = 0;
  for_each_case(group, [&](const Samples& samples, const Json& results) {
    const Evidence evidence = window_of(type, samples).compare(*comparison);
    if (results.empty()) {
      EXPECT_TRUE(std::isnan(evidence.statistic));
      EXPECT_TRUE(std::isnan(evidence.p_value));
      return;
    }
    ++answers;
    const Json& expected = results.at(name);
    expect_close(evidence.statistic, expected.at(0).get<double>(), name);
    EXPECT_EQ(std::isnan(evidence.p_value), expected.size() == 1);
    if (expected.size() == 2) expect_close(evidence.p_value, expected.at(1).get<double>(), name + " p-value");
  });
  EXPECT_GE(answers, 240U);
}

class ScipyOnNumbers : public testing::TestWithParam<std::string> {};

TEST_P(ScipyOnNumbers, GivesTheSame) {
  expect_evidence("numbers", config::FeatureType::numeric, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Golden, ScipyOnNumbers,
                         testing::Values("ks", "kuiper", "cvm", "anderson_darling", "mann_whitney", "welch", "wasserstein", "energy", "psi",
                                         "kl", "jensen_shannon", "hellinger", "total_variation"),
                         [](const auto& row) { return row.param; });

class ScipyOnCategories : public testing::TestWithParam<std::string> {};

TEST_P(ScipyOnCategories, GivesTheSame) {
  expect_evidence("categories", config::FeatureType::categorical, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Golden, ScipyOnCategories,
                         testing::Values("chi_square", "g_test", "fisher", "cramers_v", "psi", "kl", "jensen_shannon", "hellinger",
                                         "total_variation", "l_infinity"),
                         [](const auto& row) { return row.param; });

TEST(ScipyWasserstein, IsTheSameInTheNumbersOwnUnit) {
  const auto wasserstein = make("wasserstein", {{"per_deviation", false}});
  const auto energy = make("energy", {{"per_deviation", false}});
  for_each_case("numbers", [&](const Samples& samples, const Json& results) {
    if (results.empty()) return;
    const auto window = window_of(config::FeatureType::numeric, samples);
    expect_close(window.compare(*wasserstein).statistic, results.at("plain_wasserstein").get<double>(), "wasserstein");
    expect_close(window.compare(*energy).statistic, results.at("plain_energy").get<double>(), "energy");
  });
}

TEST(ScipyAndersonKsamp, HasTheSameScaledStatisticAndAPValueThatIsCutOff) {
  for_each_case("numbers", [&](const Samples& samples, const Json& results) {
    if (results.empty() || results.at("scaled_a2").is_null()) return;
    const auto present = [](const std::vector<double>& values) {
      return static_cast<std::uint64_t>(std::ranges::count_if(values, [](double value) { return !std::isnan(value); }));
    };
    const double deviation = anderson_darling_deviation(present(samples.reference), present(samples.window));
    const double statistic = window_of(config::FeatureType::numeric, samples).compare(*make("anderson_darling")).statistic;
    EXPECT_NEAR((statistic - 1) / deviation, results.at("scaled_a2").get<double>(), 1e-9 * (1 + statistic));
  });
  // SciPy: "floored" at .001. Two samples of 50 values entirely apart are less likely than that by far.
  Samples apart;
  for (int i = 0; i < 50; ++i) {
    apart.reference.push_back(i);
    apart.window.push_back(i + 100);
  }
  EXPECT_LT(window_of(config::FeatureType::numeric, apart).compare(*make("anderson_darling")).p_value, 1e-12);
}

TEST(ScipyTtest, HasNoAnswerForConstantsWhereWelchHas) {
  const auto welch = make("welch");
  const Samples equal{.reference = {3, 3, 3}, .window = {3, 3}};
  EXPECT_EQ(window_of(config::FeatureType::numeric, equal).compare(*welch).p_value, 1);
  const Samples single{.reference = {3, 4, 5}, .window = {9}};
  EXPECT_EQ(window_of(config::FeatureType::numeric, single).compare(*welch).p_value, 1);
  const Samples different{.reference = {3, 3, 3}, .window = {4, 4}};
  const Evidence apart = window_of(config::FeatureType::numeric, different).compare(*welch);
  EXPECT_EQ(apart.p_value, 0);
  EXPECT_TRUE(std::isfinite(apart.statistic));
}

TEST(ScipyRankTests, SeeTiesThatGapCountsDoNot) {
  // The window's two 2.5 stand in one gap: taken as different. SciPy: U = 4.5 with a tie correction, p = .7127 by the limit; exact here.
  const Samples tied{.reference = {1, 2, 3}, .window = {2.5, 2.5, 9}};
  const Samples spread{.reference = {1, 2, 3}, .window = {2.4, 2.6, 9}};
  for (const char* name : {"mann_whitney", "cvm", "anderson_darling"}) {
    const auto comparison = make(name);
    const Evidence of_tied = window_of(config::FeatureType::numeric, tied).compare(*comparison);
    const Evidence of_spread = window_of(config::FeatureType::numeric, spread).compare(*comparison);
    EXPECT_EQ(of_tied.statistic, of_spread.statistic) << name;
    EXPECT_EQ(of_tied.p_value, of_spread.p_value) << name;
  }
}

TEST(ScipyChi2Contingency, CorrectsTwoByTwoTablesForContinuityWhichChiSquareDoesNot) {
  // 30 20 / 10 40: X2 = 50/3; with Yates' correction SciPy's default gives 15.0416...
  Samples samples;
  samples.reference.assign(30, 0);
  samples.reference.insert(samples.reference.end(), 20, 1);
  samples.window.assign(10, 0);
  samples.window.insert(samples.window.end(), 40, 1);
  EXPECT_NEAR(window_of(config::FeatureType::categorical, samples).compare(*make("chi_square")).statistic, 50.0 / 3, 1e-12);
}

TEST(CategoryChanges, AreThoseThatWereCounted) {
  for_each_case("categories", [&](const Samples& samples, const Json& results) {
    if (results.empty()) return;
    const auto changes = window_of(config::FeatureType::categorical, samples).category_changes();
    EXPECT_EQ(changes.new_values, results.at("changes").at(0).get<std::uint64_t>());
    EXPECT_EQ(changes.vanished_categories, results.at("changes").at(1).get<std::uint64_t>());
    EXPECT_EQ(changes.vanished_values, results.at("changes").at(2).get<std::uint64_t>());
  });
}

TEST(ScipyFalseDiscoveryControl, AdjustsTheSame) {
  const Json& cases = golden_values().at("adjusted");
  EXPECT_GE(cases.size(), 40U);
  for (const Json& one : cases) {
    SCOPED_TRACE("seed " + one.at("seed").dump());
    PortableRandom random(one.at("seed").get<std::uint64_t>());
    std::vector<double> p_values(one.at("tests").get<std::size_t>());
    for (double& p_value : p_values) {
      const double u = random.uniform();
      p_value = 1;
      for (int i = 0; i < one.at("power").get<int>(); ++i) p_value *= u;
    }
    const auto adjusted = benjamini_hochberg(p_values);
    const auto expected = one.at("adjusted").get<std::vector<double>>();
    ASSERT_EQ(adjusted.size(), expected.size());
    for (std::size_t i = 0; i < adjusted.size(); ++i) expect_close(adjusted[i], expected[i], "adjusted p-value");
  }
}

TEST(ColumnReporter, AgreesWithScipyToo) {
  ColumnReporter reporter;
  for_each_case("numbers", [&](const Samples& samples, const Json& results) {
    const ColumnReport report = reporter.report(samples.reference, samples.window);
    EXPECT_EQ(std::isnan(report.ks.statistic), results.empty());
    if (results.empty()) return;
    expect_close(report.ks.statistic, results.at("ks").at(0).get<double>(), "ks");
    expect_close(report.ks.p_value, results.at("ks").at(1).get<double>(), "ks p-value");
    expect_close(report.psi, results.at("psi").at(0).get<double>(), "psi");
    expect_close(report.wasserstein, results.at("plain_wasserstein").get<double>(), "wasserstein");
    expect_close(report.wasserstein_per_deviation, results.at("wasserstein").at(0).get<double>(), "wasserstein per deviation");
  });
}

}  // namespace
}  // namespace driftd::detectors
