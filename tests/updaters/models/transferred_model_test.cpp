#include "updaters/models/transferred_model.h"

#include <gmock/gmock.h>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"
#include "updaters/models/automatic/chosen_model.h"

namespace driftd::updaters {
namespace {

using config::Task;
using testing::HasSubstr;

ModelPointer trained(const std::string& family) {
  const auto sample = samples::separable(Task::binary, 120, 1);
  return *models().choose_default(family).make()->train(sample.schema, sample.rows, nullptr, 1);
}

TEST(TransferredModel, IsOfTheFamilyThatItsArtefactIs) {
  for (const std::string family : {"logistic", "mlp", "fm", "xgboost"}) EXPECT_EQ(family_of(*trained(family)), family);
  const auto linear = trained("one_pass");
  const ChosenModel chosen({.family = "one_pass", .reason = "because"}, linear);
  EXPECT_EQ(family_of(chosen), "one_pass");
  EXPECT_EQ(&own_model(chosen), linear.get());
  EXPECT_EQ(&own_model(*linear), linear.get());
}

TEST(TransferredModel, KeepsALabelsUnitUnlessItIsAnother) {
  const LabelScale source{.mean = 10, .deviation = 2};
  EXPECT_EQ(carried_scale(source, {.mean = 14, .deviation = 5}), source);
  EXPECT_EQ(carried_scale(source, {.mean = 10, .deviation = 21}).deviation, 21);
  EXPECT_EQ(carried_scale(source, {.mean = 10, .deviation = 0.1}).deviation, 0.1);
  EXPECT_EQ(carried_scale(source, {.mean = 1000, .deviation = 2}).mean, 1000);
}

TEST(TransferredModel, OfAFamilyThatCannotStartFromAnotherArtefactIsRefusedWithTheReason) {
  const auto sample = samples::separable(Task::binary, 120, 1);
  const auto source = trained("xgboost");
  const auto made = models().choose_default("xgboost").make()->transfer(sample.schema, sample.rows, *source, {}, 1);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().cause, TrainingFailure::Cause::data);
  EXPECT_THAT(made.error().message, HasSubstr("cannot be carried over; linear, logistic, softmax, one_pass, mlp and fm can"));
}

}  // namespace
}  // namespace driftd::updaters
