#include "config/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace driftd::config {
namespace {

using ::testing::HasSubstr;

struct Engine {
  std::string name;
  double power = 0;
};
using EnginePointer = std::unique_ptr<Engine>;

struct DieselParameters {
  double power = 100;
};
struct SteamParameters {
  std::int64_t boilers = 2;
};

const Catalogue<EnginePointer>& engines() {
  static const auto catalogue = [] {
    Catalogue<EnginePointer> made("engine");
    made.add({.name = "diesel", .summary = "burns oil", .paper = "", .guarantee = "", .cost = ""},
             Declaration<DieselParameters>("").optional("power", &DieselParameters::power, number({.above = 0}), "in kW"),
             [](const DieselParameters& parameters) { return std::make_unique<Engine>("diesel", parameters.power); });
    made.add({.name = "steam", .summary = "boils water", .paper = "", .guarantee = "", .cost = ""},
             Declaration<SteamParameters>("").required("boilers", &SteamParameters::boilers, integer({.min = 1}), "how many"),
             [](const SteamParameters& parameters) { return std::make_unique<Engine>("steam", static_cast<double>(parameters.boilers)); });
    return made;
  }();
  return catalogue;
}

struct Read {
  Chosen<EnginePointer> chosen;
  Problems problems;
};

Read choose(const char* json) {
  Read read;
  choice(engines(), "kind").read(read.chosen, Json::parse(json), "/engine", read.problems);
  return read;
}

TEST(Choice, TakesTheRowThatTheTagNames) {
  const auto [chosen, problems] = choose(R"({"kind": "diesel", "power": 150})");
  EXPECT_EQ(problems, Problems{});
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen.name, "diesel");
  EXPECT_EQ(chosen.make()->power, 150);
}

TEST(Choice, MakesAFreshOneEachTime) {
  const auto [chosen, problems] = choose(R"({"kind": "diesel"})");
  EXPECT_NE(chosen.make().get(), chosen.make().get());
}

TEST(Choice, TakesABareNameForTheRowsDefaults) {
  const auto [chosen, problems] = choose(R"("diesel")");
  EXPECT_EQ(problems, Problems{});
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen.make()->power, 100);
}

TEST(Choice, RefusesABareNameWhoseRowNeedsMore) {
  const auto [chosen, problems] = choose(R"("steam")");
  EXPECT_EQ(problems, (Problems{{.path = "/engine", .message = "lacks \"boilers\": how many"}}));
}

TEST(Choice, MissesTheTag) {
  const auto [chosen, problems] = choose(R"({"power": 150})");
  EXPECT_FALSE(chosen);
  EXPECT_EQ(problems, (Problems{{.path = "/engine", .message = "lacks \"kind\" (one of: diesel, steam)"}}));
}

TEST(Choice, KnowsNoOtherNames) {
  EXPECT_EQ(choose(R"({"kind": "deisel"})").problems,
            (Problems{{.path = "/engine/kind", .message = "there is no engine \"deisel\" (did you mean \"diesel\"?)"}}));
  EXPECT_EQ(choose(R"("nuclear")").problems,
            (Problems{{.path = "/engine", .message = "there is no engine \"nuclear\" (one of: diesel, steam)"}}));
}

TEST(Choice, RefusesOtherKinds) {
  EXPECT_EQ(choose("5").problems, (Problems{{.path = "/engine", .message = "must be an object, is a number"}}));
  EXPECT_EQ(choose(R"({"kind": 5})").problems, (Problems{{.path = "/engine/kind", .message = "must be a string, is a number"}}));
}

TEST(Choice, RefusesKeysOfAnotherRow) {
  const auto problems = choose(R"({"kind": "diesel", "boilers": 3})").problems;
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].path, "/engine/boilers");
  EXPECT_THAT(problems[0].message, HasSubstr("is not known here"));
}

TEST(Choice, IsWrittenWithEveryParameter) {
  const auto [chosen, problems] = choose(R"("diesel")");
  EXPECT_EQ(choice(engines(), "kind").write(chosen), Json::parse(R"({"kind": "diesel", "power": 100.0})"));
  EXPECT_TRUE(choice(engines(), "kind").write({}).is_null());
}

TEST(Choice, TellsEveryRowInItsSchema) {
  const Json schema = choice(engines(), "kind").schema;
  ASSERT_EQ(schema["anyOf"].size(), 3U);
  EXPECT_EQ(schema["anyOf"][0]["properties"]["kind"]["const"], "diesel");
  EXPECT_EQ(schema["anyOf"][0]["properties"]["power"]["default"], 100.0);
  EXPECT_EQ(schema["anyOf"][1]["required"], Json::parse(R"(["kind", "boilers"])"));
  EXPECT_EQ(schema["anyOf"][2]["enum"], Json::parse(R"(["diesel", "steam"])"));
}

TEST(Catalogue, FindsRowsByName) {
  EXPECT_EQ(engines().row_names(), (std::vector<std::string>{"diesel", "steam"}));
  EXPECT_NE(engines().find("steam"), nullptr);
  EXPECT_EQ(engines().find("nuclear"), nullptr);
  EXPECT_EQ(engines().choose_default("diesel").make()->power, 100);
}

}  // namespace
}  // namespace driftd::config
