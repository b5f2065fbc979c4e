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

Features read(const char* json) {
  Features features;
  Problems problems;
  features_shape().read(features, Json::parse(json), "", problems);
  EXPECT_EQ(problems, Problems{}) << to_text(problems);
  return features;
}

TEST(VectorFeature, StandsForSoManyColumns) {
  const auto features = read(R"([{"name": "a"}, {"name": "embedding", "type": "vector", "size": 3}, {"name": "b", "type": "text"}])");
  EXPECT_EQ(features, (Features{{.name = "a"},
                                {.name = "embedding[0]"},
                                {.name = "embedding[1]"},
                                {.name = "embedding[2]"},
                                {.name = "b", .type = FeatureType::text}}));
  EXPECT_EQ(vectors_of(features), (std::vector<VectorColumns>{{.name = "embedding", .first = 1, .size = 3}}));
  EXPECT_EQ(input_names(features), (std::vector<std::string>{"a", "embedding", "b"}));
}

TEST(VectorFeature, IsWrittenAsItWasRead) {
  const auto* text = R"([{"name":"a","type":"numeric"},{"name":"u","type":"vector","size":2},{"name":"v","type":"vector","size":1}])";
  EXPECT_EQ(features_shape().write(read(text)), Json::parse(text));
}

TEST(VectorFeature, IsNamedAsAWholeOrByItsColumns) {
  const auto features = read(R"([{"name": "u", "type": "vector", "size": 2}, {"name": "a"}])");
  EXPECT_EQ(columns_named(features, "u"), (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(columns_named(features, "u[1]"), (std::vector<std::size_t>{1}));
  EXPECT_EQ(columns_named(features, "a"), (std::vector<std::size_t>{2}));
  EXPECT_TRUE(columns_named(features, "w").empty());
}

TEST(VectorFeature, IsNothingButColumnsInARow) {
  EXPECT_TRUE(vectors_of({{.name = "u[1]"}, {.name = "u[01]"}, {.name = "[0]"}, {.name = "u[]"}, {.name = "u[x]"}}).empty());
  EXPECT_TRUE(vectors_of({{.name = "u[0]", .type = FeatureType::categorical}}).empty());
  EXPECT_EQ(vectors_of({{.name = "u[0]"}, {.name = "a"}, {.name = "u[1]"}}),
            (std::vector<VectorColumns>{{.name = "u", .first = 0, .size = 1}}));
}

TEST(VectorFeature, NeedsASizeWithinItsBoundsAndNamesOfItsOwn) {
  EXPECT_EQ(problems_of(R"([{"name": "u", "type": "vector"}])").at(0).path, "/features/0");
  EXPECT_EQ(problems_of(R"([{"name": "u", "type": "vector", "size": 0}])").at(0).path, "/features/0/size");
  EXPECT_EQ(problems_of(R"([{"name": "u", "type": "vector", "size": 4097}])").at(0).path, "/features/0/size");
  EXPECT_EQ(problems_of(R"([{"name": "u", "type": "numeric", "size": 2}])").at(0).path, "/features/0/size");
  EXPECT_EQ(problems_of(R"([{"name": "u", "type": "vector", "size": 2}, {"name": "u[1]"}])"),
            (Problems{{.path = "/features/1/name", .message = "there is another feature \"u[1]\"; names must differ"}}));
  EXPECT_EQ(problems_of(R"([{"name": "u", "type": "vector", "size": 4000}, {"name": "v", "type": "vector", "size": 97}])"),
            (Problems{{.path = "/features", .message = "stand for 4097 columns, at most 4096 may be"}}));
}

TEST(Text, IsKeptUpToTheEndOfACharacter) {
  EXPECT_EQ(kept_text("short"), "short");
  std::string text(kLongestText - 1, 'x');
  text += "\xC3\xA4";  // one character of two bytes, over the end
  EXPECT_EQ(kept_text(text), std::string(kLongestText - 1, 'x'));
  EXPECT_EQ(kept_text(std::string(kLongestText + 5, 'y')).size(), kLongestText);
  EXPECT_GE(kept_text(std::string(kLongestText + 50, '\x80')).size(), kLongestText - 4) << "no UTF-8";
}

TEST(Task, HasAName) {
  EXPECT_EQ(name_of(Task::binary), "binary");
  EXPECT_EQ(name_of(Task::multiclass), "multiclass");
  EXPECT_EQ(name_of(Task::regression), "regression");
}

}  // namespace
}  // namespace driftd::config
