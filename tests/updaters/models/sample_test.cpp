#include "updaters/models/sample.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/updaters/samples.h"

namespace driftd::updaters {
namespace {

using config::Task;
using testing::HasSubstr;

std::string problem(const samples::Sample& sample) {
  const auto checked = check_sample(sample.schema, sample.rows);
  return checked ? "" : checked.error();
}

TEST(Sample, PassesGoodRows) {
  for (const Task task : {Task::binary, Task::multiclass, Task::regression}) EXPECT_EQ(problem(samples::separable(task, 30, 1)), "");
}

TEST(Sample, RefusesNoRows) {
  EXPECT_THAT(problem(samples::separable(Task::binary, 0, 1)), HasSubstr("no rows"));
}

TEST(Sample, RefusesRowsOfAnotherWidth) {
  auto sample = samples::separable(Task::binary, 30, 1);
  sample.rows.values.pop_back();
  EXPECT_THAT(problem(sample), HasSubstr("89 values for 30 labels"));
  sample = samples::separable(Task::binary, 30, 1);
  sample.schema.features.pop_back();
  EXPECT_THAT(problem(sample), HasSubstr("the model has 2 features"));
}

TEST(Sample, NamesTheRowAndFeatureThatIsInfinite) {
  auto sample = samples::separable(Task::regression, 30, 1);
  sample.rows.values[3 * 7 + 2] = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(problem(sample), "row 7: feature \"y\" is infinite");
}

TEST(Sample, MayLackValues) {
  auto sample = samples::separable(Task::regression, 30, 1);
  sample.rows.values[3 * 7 + 2] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(problem(sample), "");
}

TEST(Sample, HasATextForEachRowAndFeatureThatIsOne) {
  auto sample = samples::separable(Task::regression, 2, 1);
  sample.schema.features[1].type = config::FeatureType::text;
  EXPECT_THAT(problem(sample), HasSubstr("the rows have 0 texts for 2 labels; the model has 1 features that are texts"));
  sample.rows.texts = {"one", "two"};
  EXPECT_EQ(problem(sample), "");
}

TEST(Sample, RefusesLabelsThatAreNotTheTasks) {
  auto sample = samples::separable(Task::binary, 30, 1);
  sample.rows.labels[4] = 2;
  EXPECT_THAT(problem(sample), HasSubstr("row 4: the label must be 0 or 1, is 2"));
  sample = samples::separable(Task::multiclass, 30, 1);
  sample.rows.labels[5] = 15;
  EXPECT_THAT(problem(sample), HasSubstr("row 5: the label must be one of the sample's classes"));
  sample = samples::separable(Task::regression, 30, 1);
  sample.rows.labels[6] = std::numeric_limits<double>::infinity();
  EXPECT_THAT(problem(sample), HasSubstr("row 6"));
}

TEST(Sample, RefusesClassesThatAreTooManyOrNotSorted) {
  auto sample = samples::separable(Task::multiclass, 30, 1);
  std::swap(sample.rows.classes[0], sample.rows.classes[1]);
  EXPECT_THAT(problem(sample), HasSubstr("not sorted"));
  sample = samples::separable(Task::multiclass, 30, 1);
  for (int i = 0; i < 254; ++i) sample.rows.classes.push_back({100.0 + i, "more"});
  EXPECT_THAT(problem(sample), HasSubstr("257 classes; at most 256"));
}

TEST(Sample, TellsWhetherThereIsOneClass) {
  auto sample = samples::separable(Task::binary, 30, 1);
  EXPECT_FALSE(has_one_class(Task::binary, sample.rows));
  sample.rows.labels.assign(30, 1);
  EXPECT_TRUE(has_one_class(Task::binary, sample.rows));
  EXPECT_FALSE(has_one_class(Task::regression, sample.rows));
}

}  // namespace
}  // namespace driftd::updaters
