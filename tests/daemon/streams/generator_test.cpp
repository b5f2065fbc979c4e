// What every generator of the catalogue must obey.

#include "daemon/streams/generator.h"

#include <gmock/gmock.h>

#include "daemon/streams/catalogue.h"
#include "tests/daemon/streams/sampling.h"

namespace driftd::streams {
namespace {

constexpr std::size_t kRows = 20'000;
constexpr double kNoise = 0.1;

class EveryGenerator : public testing::TestWithParam<std::string> {
 protected:
  static std::unique_ptr<Generator> make() { return generators().choose_default(GetParam()).make(); }
};

TEST_P(EveryGenerator, NamesItsFeaturesApart) {
  std::vector<std::string> names;
  for (const auto& feature : make()->features()) names.push_back(feature.name);
  ASSERT_FALSE(names.empty());
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
  EXPECT_EQ(std::ranges::count(names, "label"), 0);
}

TEST_P(EveryGenerator, HasTextsForJustItsCategoricalFeatures) {
  const auto generator = make();
  const auto features = generator->features();
  for (std::size_t i = 0; i < features.size(); ++i) {
    EXPECT_EQ(generator->categories(i).empty(), features[i].type == config::FeatureType::numeric) << features[i].name;
  }
}

TEST_P(EveryGenerator, GivesEachOfItsClassesAndNoOther) {
  const auto generator = make();
  const auto rows = sample(*generator, 0, kRows);
  double all = 0;
  for (std::size_t label = 0; label < generator->classes(); ++label) {
    const double share = share_labelled(rows, static_cast<double>(label));
    EXPECT_GT(share, 0.05) << "class " << label;
    all += share;
  }
  EXPECT_NEAR(all, 1, 1e-9);
  EXPECT_EQ(generator->task(), generator->classes() == 2 ? config::Task::binary : config::Task::multiclass);
}

// Before the drift, who knows the first concept is wrong about the noise alone; after it, clearly more often, while who knows the second is
// not.
TEST_P(EveryGenerator, DriftsWhereItIsTold) {
  Drifting stream(make(), {.drifts = {kRows}, .noise = kNoise}, kSampleSeed);
  const auto score = [&stream](std::size_t concept_number, std::size_t count) {
    double right = 0;
    Row row;
    for (std::size_t i = 0; i < count; ++i) {
      stream.next(row);
      right += row.label == stream.generator().best_label(concept_number, row.values) ? 1 : 0;
    }
    return right / static_cast<double>(count);
  };
  expect_share(score(0, kRows), 1 - kNoise, kRows);
  EXPECT_LT(score(0, kRows), 1 - kNoise - 0.05) << "seed " << kSampleSeed;
  expect_share(score(1, kRows), 1 - kNoise, kRows);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryGenerator, testing::ValuesIn(generators().row_names()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace driftd::streams
