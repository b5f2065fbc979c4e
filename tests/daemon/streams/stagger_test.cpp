#include "daemon/streams/stagger.h"

#include <gmock/gmock.h>

#include "tests/daemon/streams/sampling.h"

namespace driftd::streams {
namespace {

using testing::ElementsAre;

constexpr std::size_t kRows = 20'000;

/// The value that stands for a text.
double code(std::size_t feature, std::string_view text) {
  const Stagger stagger;
  const auto categories = stagger.categories(feature);
  return static_cast<double>(std::find(categories.begin(), categories.end(), text) - categories.begin());
}

double label(std::size_t concept_number, std::string_view size, std::string_view color, std::string_view shape) {
  return Stagger().best_label(concept_number, std::vector{code(0, size), code(1, color), code(2, shape)});
}

TEST(Stagger, HasThreeCategoricalFeatures) {
  const Stagger stagger;
  for (const auto& feature : stagger.features()) EXPECT_EQ(feature.type, config::FeatureType::categorical);
  EXPECT_THAT(stagger.categories(0), ElementsAre("small", "medium", "large"));
  EXPECT_THAT(stagger.categories(1), ElementsAre("red", "blue", "green"));
  EXPECT_THAT(stagger.categories(2), ElementsAre("square", "circular", "triangular"));
}

TEST(Stagger, FirstConceptIsSmallAndRed) {
  EXPECT_EQ(label(0, "small", "red", "circular"), 1);
  EXPECT_EQ(label(0, "small", "green", "circular"), 0);
  EXPECT_EQ(label(0, "medium", "red", "square"), 0);
}

TEST(Stagger, SecondConceptIsGreenOrCircular) {
  EXPECT_EQ(label(1, "small", "green", "square"), 1);
  EXPECT_EQ(label(1, "large", "blue", "circular"), 1);
  EXPECT_EQ(label(1, "small", "red", "triangular"), 0);
}

TEST(Stagger, ThirdConceptIsMediumOrLarge) {
  EXPECT_EQ(label(2, "medium", "red", "square"), 1);
  EXPECT_EQ(label(2, "large", "green", "circular"), 1);
  EXPECT_EQ(label(2, "small", "green", "circular"), 0);
  EXPECT_EQ(label(3, "small", "red", "square"), 1);
}

TEST(Stagger, ClassesAreAsFrequentAsTheConceptsSay) {
  Stagger stagger;
  expect_share(share_labelled(sample(stagger, 0, kRows), 1), 1.0 / 9, kRows);
  expect_share(share_labelled(sample(stagger, 1, kRows), 1), 5.0 / 9, kRows);
  expect_share(share_labelled(sample(stagger, 2, kRows), 1), 2.0 / 3, kRows);
}

}  // namespace
}  // namespace driftd::streams
