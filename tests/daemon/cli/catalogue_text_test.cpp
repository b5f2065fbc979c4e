#include "daemon/cli/catalogue_text.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/places.h"

namespace driftd::cli {
namespace {

using config::Json;

Json small_catalogue() {
  return {{{"room", "detectors"},
           {"kind", "detector"},
           {"name", "bell"},
           {"summary", "rings"},
           {"paper", "Tower, On bells, 1900"},
           {"guarantee", "heuristic"},
           {"cost", ""},
           {"parameters",
            {{"size", {{"type", "integer"}, {"minimum", 1}, {"maximum", 9}, {"default", 3}, {"description", "how large | how loud"}}},
             {"tone", {{"type", "string"}, {"enum", {"low", "high"}}, {"default", "low"}, {"description", "what it sounds like"}}}}}}};
}

TEST(CatalogueText, APageHasAHeadingARowItsFactsAndATableOfItsParameters) {
  const std::string page = catalogue_as_markdown(small_catalogue());
  EXPECT_NE(page.find("\n## detectors\n\n### bell\n\nrings\n\n- *paper*: Tower, On bells, 1900\n- *guarantee*: heuristic\n\n| parameter"),
            std::string::npos)
      << page;
  EXPECT_EQ(page.find("*cost*"), std::string::npos) << "an empty fact is left out";
}

TEST(CatalogueText, AParameterShowsItsBoundsOrWordsAndNoCellEndsEarly) {
  const std::string page = catalogue_as_markdown(small_catalogue());
  EXPECT_NE(page.find("| `size` | integer >= 1 <= 9 | `3` | how large \\| how loud |"), std::string::npos) << page;
  EXPECT_NE(page.find("| `tone` | `low`, `high` | `\"low\"` | what it sounds like |"), std::string::npos) << page;
}

TEST(CatalogueText, EveryDetectorNamesItsGuaranteeAndItsCost) {
  for (const Json& row : whole_catalogue()) {
    if (row["room"] != "detectors" || row["kind"] == "score") continue;  // a score raises no alarm
    const auto guarantee = row["guarantee"].get<std::string>();
    const bool stated = guarantee.starts_with("guaranteed") || guarantee.starts_with("calibrated") || guarantee.starts_with("heuristic");
    EXPECT_TRUE(stated) << row["name"] << ": " << guarantee;
    EXPECT_FALSE(row["cost"].get<std::string>().empty()) << row["name"];
  }
}

TEST(CatalogueText, TheReferencePageIsWhatTheDeclarationsSay) {
  std::ifstream file(tests::source_folder() / "docs/catalogue.md");
  std::ostringstream page;
  page << file.rdbuf();
  EXPECT_EQ(page.str(), catalogue_as_markdown(whole_catalogue())) << "run ./dev docs";
}

}  // namespace
}  // namespace driftd::cli
