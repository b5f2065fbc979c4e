#include "daemon/streams/catalogue.h"

#include <gmock/gmock.h>

namespace driftd::streams {
namespace {

TEST(GeneratorCatalogue, HoldsTheSix) {
  EXPECT_THAT(generators().row_names(), testing::ElementsAre("sea", "sine1", "mixed", "stagger", "hyperplane", "led"));
}

TEST(GeneratorCatalogue, SaysWhatEachIsAndWhereItIsFrom) {
  for (const auto& row : generators().rows()) {
    EXPECT_FALSE(row.facts.summary.empty()) << row.facts.name;
    EXPECT_THAT(row.facts.paper, testing::ContainsRegex("(19|20)[0-9][0-9]")) << row.facts.name;
  }
}

TEST(GeneratorCatalogue, MakesAGeneratorOfItsParameters) {
  config::Problems problems;
  const auto chosen = generators().find("hyperplane")->choose({{"features", 3}}, "", problems, {});
  EXPECT_THAT(problems, testing::IsEmpty());
  EXPECT_THAT(chosen.make()->features(), testing::SizeIs(3));
}

}  // namespace
}  // namespace driftd::streams
