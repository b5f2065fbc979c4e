#include "updaters/encoding/encoder_text.h"

#include <gmock/gmock.h>

namespace driftd::updaters {
namespace {

using config::FeatureType;
using testing::HasSubstr;

const config::Features kFeatures{
    {"x", FeatureType::numeric}, {"b", FeatureType::boolean}, {"c", FeatureType::categorical}, {"t", FeatureType::text}};

EncoderParts parts() {
  return {.numbers = {{.mean = 1, .deviation = 2, .marks_missing = true}, {.mean = 0.5, .deviation = 0.5}},
          .categories = {{.levels = {7, 3}, .knows_missing = true, .hashes_others = true}},
          .category_buckets = 64,
          .texts = {.buckets = 1024, .characters = 4}};
}

/// What a JSON of an encoder comes to: its problem, or "".
std::string problem(const config::Json& json) {
  EncoderText text;
  config::Problems problems;
  encoder_declaration().read(text, json, "/encoder", problems);
  return problems.empty() ? encoder_problem(text, kFeatures) : to_text(problems);
}

TEST(EncoderText, ReadsBackWhatItWrote) {
  const config::Json json = encoder_declaration().write(text_of(parts()));
  EncoderText text;
  config::Problems problems;
  encoder_declaration().read(text, json, "", problems);
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  EXPECT_EQ(parts_of(text), parts());
  EXPECT_EQ(json["missing"], (config::Json{{"numbers", "mean"}, {"categories", "level"}, {"texts", "empty"}}));
}

TEST(EncoderText, SaysWhatIsWrong) {
  const config::Json good = encoder_declaration().write(text_of(parts()));
  ASSERT_EQ(problem(good), "");
  const auto with = [&](const char* pointer, const config::Json& value) {
    config::Json bad = good;
    bad[config::Json::json_pointer(pointer)] = value;
    return problem(bad);
  };
  EXPECT_THAT(with("/missing/numbers", "median"), HasSubstr("/encoder/missing/numbers"));
  EXPECT_THAT(with("/missing", nullptr), HasSubstr("/encoder/missing"));
  EXPECT_THAT(with("/numbers", config::Json::array()),
              HasSubstr("/encoder/numbers: must have one entry for each numeric or boolean feature"));
  EXPECT_THAT(with("/numbers/0/deviation", 1e-200), HasSubstr("/encoder/numbers/0"));
  EXPECT_THAT(with("/numbers/0/mean", 1e200), HasSubstr("/encoder/numbers/0/mean"));
  EXPECT_THAT(with("/categories", config::Json::array()), HasSubstr("/encoder/categories"));
  EXPECT_THAT(with("/categories/0/levels", config::Json{3, 7, 3}), HasSubstr("a level comes twice"));
  EXPECT_THAT(with("/categories/0/hashes_others", false), HasSubstr("/encoder/category_buckets"));
  EXPECT_THAT(with("/category_buckets", 0), HasSubstr("/encoder/category_buckets"));
  EXPECT_THAT(with("/category_buckets", 1 << 30), HasSubstr("/encoder/category_buckets"));
  EXPECT_THAT(with("/text/buckets", 0), HasSubstr("/encoder/text/buckets"));
  EXPECT_THAT(with("/text/characters", 9), HasSubstr("/encoder/text/characters"));
}

}  // namespace
}  // namespace driftd::updaters
