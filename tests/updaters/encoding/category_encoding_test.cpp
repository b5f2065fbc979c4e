#include "updaters/encoding/category_encoding.h"

#include <gmock/gmock.h>

#include <map>

#include "config/features.h"
#include "config/missing_value.h"

namespace driftd::updaters {
namespace {

using testing::ElementsAre;

CategoryEncoding learn(std::vector<double> values, std::size_t cardinality = 256, const CategoryEncoding* base = nullptr) {
  const std::size_t n = values.size();
  return learn_category({.columns = 1, .values = std::move(values), .texts = {}, .labels = std::vector<double>(n), .classes = {}}, 0,
                        cardinality, base);
}

TEST(CategoryEncoding, GivesEveryLevelAnInputUpToTheCardinality) {
  const CategoryEncoding category = learn({70, 50, 70});
  EXPECT_THAT(category.levels, ElementsAre(50, 70));
  EXPECT_FALSE(category.hashes_others);
  EXPECT_FALSE(category.knows_missing);
}

TEST(CategoryEncoding, KeepsTheMostFrequentAndHashesTheOthers) {
  const CategoryEncoding category = learn({1, 2, 2, 3, 3, 3, 4}, 3);
  EXPECT_THAT(category.levels, ElementsAre(1, 2, 3)) << "among equally frequent ones the lowest codes stay";
  EXPECT_TRUE(category.hashes_others);
}

TEST(CategoryEncoding, TakesMissingForALevel) {
  const CategoryEncoding category = learn({5, config::missing_value()});
  EXPECT_THAT(category.levels, ElementsAre(5));
  EXPECT_TRUE(category.knows_missing);
  EXPECT_EQ(category.inputs(), 2U);
}

TEST(CategoryEncoding, LetsNewLevelsJoinBehindThoseOfABase) {
  const CategoryEncoding base = learn({50, 70});
  const CategoryEncoding grown = learn({60, 40, 70}, 256, &base);
  EXPECT_THAT(grown.levels, ElementsAre(50, 70, 40, 60));
  const CategoryEncoding full = learn({60, 40, 40}, 3, &base);
  EXPECT_THAT(full.levels, ElementsAre(50, 70, 40));
  EXPECT_TRUE(full.hashes_others);
}

TEST(LevelPlaces, FindsLevelsInTheOrderOfTheirInputs) {
  const LevelPlaces places({.levels = {50, 70, 40}});
  EXPECT_EQ(places.find(50), 0U);
  EXPECT_EQ(places.find(40), 2U);
  EXPECT_EQ(places.find(60), LevelPlaces::kNone);
}

// 10,000 levels in 4,096 buckets: 2.4 a bucket on average; with a Poisson's tail none should have 16.
TEST(BucketOfLevel, SpreadsLevelsEvenlyWithEitherSign) {
  constexpr std::uint32_t kBuckets = 4096;
  std::map<std::uint32_t, int> met;
  double signs = 0;
  for (int level = 0; level < 10'000; ++level) {
    const Bucket bucket = bucket_of_level(config::category_code("user " + std::to_string(level)), 0, kBuckets);
    ASSERT_LT(bucket.place, kBuckets);
    ++met[bucket.place];
    signs += bucket.sign;
  }
  for (const auto& [place, levels] : met) EXPECT_LT(levels, 16);
  EXPECT_GT(met.size(), 3600U) << "4,096 (1 - exp(-2.44)) = 3,740";
  EXPECT_LT(std::abs(signs), 400) << "four deviations of 10,000 coins";
}

TEST(BucketOfLevel, IsAnotherForAnotherFeature) {
  int same = 0;
  for (int level = 0; level < 1000; ++level) same += bucket_of_level(level, 0, 4096).place == bucket_of_level(level, 1, 4096).place ? 1 : 0;
  EXPECT_LT(same, 5);
}

}  // namespace
}  // namespace driftd::updaters
