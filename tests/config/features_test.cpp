#include "config/features.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

namespace driftd::config {
namespace {

TEST(CategoryCode, IsAWholeNumberThatADoubleHoldsExactly) {
  for (int i = 0; i < 1000; ++i) {
    const double code = category_code("category " + std::to_string(i));
    EXPECT_EQ(code, std::floor(code));
    EXPECT_GE(code, 0);
    EXPECT_LT(code, 0x1p52);
    EXPECT_EQ(static_cast<double>(static_cast<std::uint64_t>(code)), code);
  }
}

TEST(CategoryCode, TellsCategoriesApart) {
  std::set<double> codes;
  for (int i = 0; i < 10'000; ++i) codes.insert(category_code(std::to_string(i)));
  EXPECT_EQ(codes.size(), 10'000U);
}

TEST(CategoryCode, IsTheSameInEveryProcessAndRelease) {
  // XXH3-64 of "" is 0x2d06800538d394c2 (the reference's own test vector); the low 52 bits of it.
  EXPECT_EQ(category_code(""), static_cast<double>(0x2d06800538d394c2ULL & ((1ULL << 52U) - 1)));
}

Problems problems_of(const char* json) {
  Features features;
  Problems problems;
  features_shape().read(features, Json::parse(json), "/features", problems);
  return problems;
}

TEST(Features, AreNumericUnlessToldOtherwise) {
  Features features;
  Problems problems;
  features_shape().read(features, Json::parse(R"([{"name": "age"}, {"name": "city", "type": "categorical"}])"), "", problems);
  EXPECT_EQ(problems, Problems{});
  EXPECT_EQ(features, (Features{{.name = "age", .type = FeatureType::numeric}, {.name = "city", .type = FeatureType::categorical}}));
}

TEST(Features, HaveNamesThatDiffer) {
  EXPECT_EQ(problems_of(R"([{"name": "a"}, {"name": "b"}, {"name": "a"}])"),
            (Problems{{.path = "/features/2/name", .message = "there is another feature \"a\"; names must differ"}}));
}

TEST(Features, NeedANameAndAKnownType) {
  EXPECT_EQ(problems_of(R"([{"type": "numeric"}])").at(0).path, "/features/0");
  EXPECT_EQ(problems_of(R"([{"name": ""}])").at(0).path, "/features/0/name");
  EXPECT_EQ(problems_of(R"([{"name": "a", "type": "numerical"}])"),
            (Problems{{.path = "/features/0/type", .message = "knows no \"numerical\" (did you mean \"numeric\"?)"}}));
}

TEST(Features, AreAtLeastOneAndAtMost4096) {
  EXPECT_EQ(problems_of("[]").at(0).message, "must have 1 to 4096 items, has 0");
  Json many = Json::array();
  for (int i = 0; i < 4097; ++i) many.push_back({{"name", std::to_string(i)}});
  EXPECT_EQ(problems_of(many.dump().c_str()).at(0).message, "must have 1 to 4096 items, has 4097");
}

TEST(Task, HasAName) {
  EXPECT_EQ(name_of(Task::binary), "binary");
  EXPECT_EQ(name_of(Task::multiclass), "multiclass");
  EXPECT_EQ(name_of(Task::regression), "regression");
}

}  // namespace
}  // namespace driftd::config
