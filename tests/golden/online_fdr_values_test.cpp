// What the package online-fdr says (online_fdr_values.json, made by make_online_fdr_values.py), and what we say: alarm for alarm.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <string>

#include "config/json.h"
#include "detectors/stats/e_lond.h"
#include "detectors/stats/lord.h"
#include "detectors/stats/saffron.h"
#include "tests/golden/portable_random.h"
#include "tests/places.h"

namespace driftd::detectors {
namespace {

using config::Json;

constexpr int kTests = 300;
constexpr int kEvery = 25;

std::unique_ptr<OnlineTesting> make(const Json& row) {
  const auto alpha = row["alpha"].get<double>();
  const auto wealth = row["wealth"].get<double>();
  if (row["method"] == "lord") return std::make_unique<Lord>(alpha, wealth);
  if (row["method"] == "saffron") return std::make_unique<Saffron>(alpha, wealth, row["lambda"].get<double>());
  return std::make_unique<ELond>(alpha);
}

double next_p_value(golden::PortableRandom& random, double changed) {
  const bool is_changed = random.uniform() < changed;
  const double draw = random.uniform();
  return is_changed ? draw * draw * draw * draw / 10 : draw;
}

Json judge(OnlineTesting& method, const Json& row) {
  golden::PortableRandom random(row["seed"].get<std::uint64_t>());
  Json alarms = Json::array();
  Json levels = Json::array();
  double weighted = 0;
  for (int i = 0; i < kTests; ++i) {
    const double p = next_p_value(random, row["changed"].get<double>());
    weighted += method.level() * (i % 7 + 1);
    if (i % kEvery == kEvery - 1) levels.push_back(method.level());
    if (method.test(row["method"] == "e_lond" ? 1 / (2 * std::sqrt(std::max(p, 1e-300))) : p)) alarms.push_back(i);
  }
  return {{"alarms", alarms}, {"levels", levels}, {"weighted", weighted}};
}

TEST(OnlineFdrValues, AreThoseOfThePackageAlarmForAlarmAndLevelForLevel) {
  const Json golden = Json::parse(std::ifstream(tests::source_folder() / "tests/golden/online_fdr_values.json"));
  ASSERT_GE(golden.size(), 200U);
  for (const Json& row : golden) {
    SCOPED_TRACE(row["method"].get<std::string>() + ", seed " + row["seed"].dump());
    const Json found = judge(*make(row), row);
    EXPECT_EQ(found["alarms"], row["alarms"]);
    ASSERT_EQ(found["levels"].size(), row["levels"].size());
    for (std::size_t i = 0; i < row["levels"].size(); ++i) {
      const auto expected = row["levels"][i].get<double>();
      EXPECT_NEAR(found["levels"][i].get<double>(), expected, 1e-9 * expected);
    }
    EXPECT_NEAR(found["weighted"].get<double>(), row["weighted"].get<double>(), 1e-9 * row["weighted"].get<double>());
  }
}

}  // namespace
}  // namespace driftd::detectors
