#include "updaters/models/mlp/mlp.h"

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
  return *models().choose_default("mlp").make()->train(sample.schema, sample.rows, nullptr, 3);
}

std::string problem(const Json& artefact) {
  const auto read = read_model(artefact.dump());
  return read ? "" : read.error();
}

TEST(Mlp, StatesItsFormat) {
  const auto json = Json::parse(trained(Task::binary)->write());
  EXPECT_EQ(json["format"], "driftd-mlp");
  EXPECT_EQ(json["format_version"], 1);
  EXPECT_EQ(json["layers"].size(), 2U);
  EXPECT_EQ(json["layers"][0]["rows"], 7) << "two numbers, four levels and the bias";
}

TEST(Mlp, SaysWhatIsWrongWithAnArtefact) {
  const auto good = Json::parse(trained(Task::multiclass)->write());
  ASSERT_EQ(problem(good), "");
  const auto with = [&](const char* pointer, const Json& value) {
    Json bad = good;
    bad[Json::json_pointer(pointer)] = value;
    return problem(bad);
  };
  EXPECT_THAT(with("/format", "pickle"), HasSubstr("/format"));
  EXPECT_THAT(with("/format_version", 2), HasSubstr("/format_version"));
  EXPECT_THAT(with("/schema/task", "binary"), HasSubstr("/classes"));
  EXPECT_THAT(with("/schema/features/1/type", "numeric"), HasSubstr("/encoder/numbers"));
  EXPECT_THAT(with("/classes/0/code", 20), HasSubstr("two have the same code"));
  EXPECT_THAT(with("/classes", Json::array()), HasSubstr("/classes: must have at least two"));
  EXPECT_THAT(with("/classes/3", {{"code", 1}, {"name", "d"}}), HasSubstr("/layers: the last must have 4 columns, has 3"));
  EXPECT_THAT(with("/label/deviation", 0), HasSubstr("/label/deviation"));
  EXPECT_THAT(with("/inputs", Json{3, 2}), HasSubstr("/inputs: must increase"));
  EXPECT_THAT(with("/inputs/0", 0), HasSubstr("/inputs: must be from 2 to below 6"));
  EXPECT_THAT(with("/inputs", Json::array()), HasSubstr("/layers/0/rows: must be 3, is 7"));
  EXPECT_THAT(with("/layers", Json::array()), HasSubstr("/layers"));
  EXPECT_THAT(with("/layers/0/columns", 63), HasSubstr("/layers/0/weights: holds"));
  EXPECT_THAT(with("/layers/1/rows", 9), HasSubstr("/layers/1/rows: must be 65, is 9"));
  EXPECT_THAT(with("/layers/1/weights", "????"), HasSubstr("/layers/1/weights"));
  EXPECT_THAT(with("/layers/1/state", "AAAA"), HasSubstr("/layers/1/state"));
  EXPECT_THAT(with("/layers/1/steps", -1), HasSubstr("/layers/1/steps"));
  EXPECT_THAT(with("/extra", 1), HasSubstr("/extra"));
}

}  // namespace
}  // namespace driftd::updaters
