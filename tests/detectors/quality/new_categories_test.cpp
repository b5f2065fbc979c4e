#include "detectors/quality/new_categories.h"

#include <gtest/gtest.h>

#include <vector>

namespace driftd::detectors {
namespace {

std::vector<double> turns(std::vector<double> codes, std::size_t size) {
  std::vector<double> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = codes[i % codes.size()];
  return values;
}

NewCategories learnt(const std::vector<double>& reference) {
  NewCategories check{ShareParameters{}};
  check.learn(reference);
  return check;
}

TEST(NewCategories, TellsWhatCameFromWhatWent) {
  const auto check = learnt(turns({1, 2, 3, 4}, 1000));
  const auto finding = check.judge_alone(turns({1, 2, 7, 8}, 100));
  EXPECT_EQ(finding.signal.level, Level::drift);
  EXPECT_DOUBLE_EQ(finding.signal.statistic, 0.5);
  EXPECT_EQ(finding.text,
            "50 % in categories that the reference does not have, against 0 % in the reference; none in 2 that it has, 50 % of its values");
}

TEST(NewCategories, ThatSomeVanishedIsNoneOfItsBusinessAlone) {
  EXPECT_EQ(learnt(turns({1, 2, 3, 4}, 1000)).judge_alone(turns({1}, 100)).signal.level, Level::stable);
}

TEST(NewCategories, WhatAlwaysBringsNewOnesMayGoOn) {
  std::vector<double> identifiers(1000);
  for (std::size_t i = 0; i < identifiers.size(); ++i) identifiers[i] = static_cast<double>(i);
  const auto check = learnt(identifiers);
  EXPECT_EQ(check.judge_alone(turns({5000, 5001, 5002}, 100)).signal.level, Level::stable);
}

TEST(NewCategories, PassesOverWhatIsMissing) {
  const auto check = learnt(turns({1, 2}, 1000));
  EXPECT_EQ(check.judge_alone(std::vector<double>(100, kNotApplicable)).signal.level, Level::learning);
}

TEST(NewCategories, IsOfCategoriesOnly) {
  EXPECT_FALSE(NewCategories{ShareParameters{}}.takes(config::FeatureType::numeric));
}

}  // namespace
}  // namespace driftd::detectors
