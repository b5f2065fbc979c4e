#include "updaters/models/linear/linear_artefact.h"

#include <gmock/gmock.h>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"

namespace driftd::updaters {
namespace {

using config::Json;
using config::Task;
using testing::HasSubstr;

ModelPointer trained(Task task) {
  const auto sample = samples::separable(task, 60, 3);
  return *models().choose_default(linear_family(task)).make()->train(sample.schema, sample.rows, nullptr, 3);
}

std::string problem(const Json& artefact) {
  const auto read = read_model(artefact.dump());
  return read ? "" : read.error();
}

TEST(LinearArtefact, StatesItsFormat) {
  const auto json = Json::parse(trained(Task::binary)->write());
  EXPECT_EQ(json["format"], "driftd-linear");
  EXPECT_EQ(json["format_version"], 2);
  EXPECT_EQ(json["kind"], "logistic");
}

TEST(LinearArtefact, ReadsBackEveryPart) {
  const auto text = trained(Task::multiclass)->write();
  const auto parts = read_linear(text);
  ASSERT_TRUE(parts) << parts.error();
  EXPECT_EQ(write_linear(*parts), text);
  EXPECT_THAT(parts->classes, testing::ElementsAre(ClassName{10, "a"}, ClassName{20, "b"}, ClassName{30, "c"}));
  EXPECT_EQ(parts->optimizer, "adagrad");
}

TEST(LinearArtefact, SaysWhatIsWrong) {
  const auto good = Json::parse(trained(Task::multiclass)->write());
  ASSERT_EQ(problem(good), "");
  const auto with = [&](const char* pointer, const Json& value) {
    Json bad = good;
    bad[Json::json_pointer(pointer)] = value;
    return problem(bad);
  };
  EXPECT_THAT(with("/format", "pickle"), HasSubstr("/format: \"pickle\" is none"));
  EXPECT_THAT(with("/format_version", 1), HasSubstr("/format_version: is 1, and this driftd reads 2; train the model anew"));
  EXPECT_THAT(with("/kind", "forest"), HasSubstr("there is no linear model \"forest\""));
  EXPECT_THAT(with("/schema/task", "binary"), HasSubstr("/schema/task"));
  EXPECT_THAT(with("/schema/features/1/type", "numeric"), HasSubstr("/encoder/numbers"));
  EXPECT_THAT(with("/encoder/categories", Json::array()), HasSubstr("/encoder/categories"));
  EXPECT_THAT(with("/encoder/categories/0/levels", Json{3, 3}), HasSubstr("a level comes twice"));
  EXPECT_THAT(with("/encoder/category_buckets", 1 << 20), HasSubstr("/encoder/category_buckets"));
  EXPECT_THAT(with("/inputs", Json{3, 2}), HasSubstr("/inputs: must increase"));
  EXPECT_THAT(with("/inputs/0", 0), HasSubstr("/inputs: must be from 2 to below 6"));
  EXPECT_THAT(with("/encoder/numbers/0/deviation", 1e-200), HasSubstr("/encoder/numbers/0"));
  EXPECT_THAT(with("/encoder/numbers/0/mean", 1e200), HasSubstr("/encoder/numbers/0/mean"));
  EXPECT_THAT(with("/classes/0/code", 20), HasSubstr("two have the same code"));
  EXPECT_THAT(with("/classes", Json::array()), HasSubstr("/classes: must have at least two"));
  EXPECT_THAT(with("/label/deviation", 0), HasSubstr("/label/deviation"));
  EXPECT_THAT(with("/weights/1/0", 1e13), HasSubstr("/weights/1/0"));
  EXPECT_THAT(with("/weights/1/0", nullptr), HasSubstr("/weights/1/0"));
  EXPECT_THAT(with("/weights/0", Json{1, 2}), HasSubstr("/weights: must be 3 rows of 7 numbers"));
  EXPECT_THAT(with("/optimizer_state", Json::array()), HasSubstr("/optimizer_state"));
  EXPECT_THAT(with("/optimizer_state", Json(21, 0.0)),
              HasSubstr("/optimizer_state: must be one number more than at most 3 times the 21 weights, is 21"));
  EXPECT_THAT(with("/optimizer_state", Json(4 * 21 + 1, 0.0)), HasSubstr("/optimizer_state: must be one number more"));
  EXPECT_THAT(with("/extra", 1), HasSubstr("/extra"));
}

TEST(ReadModel, RefusesWhatIsNoModel) {
  for (const char* text : {"", "{}", "[]", "null", "\xff", "1e999", "{\"format\": \"driftd-linear\"}"})
    EXPECT_FALSE(read_model(text)) << text;
  EXPECT_FALSE(read_model(std::string(100'000, '[')));
}

}  // namespace
}  // namespace driftd::updaters
