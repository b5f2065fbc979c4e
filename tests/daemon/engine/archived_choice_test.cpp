#include "daemon/engine/archived_choice.h"

#include <gmock/gmock.h>

#include "updaters/catalogue.h"

namespace driftd::engine {
namespace {

using config::FeatureType;

const config::ModelSchema kSchema{.task = config::Task::binary, .features = {{"x", FeatureType::numeric}}};

/// Label 1 where x is above 0, or below.
updaters::Dataset rows(bool above) {
  updaters::Dataset data{.columns = 1};
  for (int i = -100; i < 100; ++i) {
    data.values.push_back(i + 0.5);
    data.labels.push_back((i >= 0) == above ? 1 : 0);
  }
  return data;
}

ArchivedVersion learnt(std::uint64_t number, bool above) {
  return {.number = number, .model = updaters::models().choose_default("logistic").make()->train(kSchema, rows(above), nullptr, 1).value()};
}

TEST(ArchivedChoice, IsTheVersionThatFitsTheRows) {
  const std::vector<ArchivedVersion> versions{learnt(3, true), learnt(1, false)};
  EXPECT_EQ(choose_archived(versions, rows(false))->number, 1U);
  EXPECT_EQ(choose_archived(versions, rows(true))->number, 3U);
  EXPECT_THAT(choose_archived(versions, rows(true))->reason, testing::StartsWith("version 3 does best of 2: mean loss "));
}

TEST(ArchivedChoice, NeedsVersionsAndRows) {
  EXPECT_FALSE(choose_archived({}, rows(true)));
  EXPECT_FALSE(choose_archived({learnt(1, true)}, {.columns = 1}));
}

}  // namespace
}  // namespace driftd::engine
