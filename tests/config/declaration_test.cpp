#include "config/declaration.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace driftd::config {
namespace {

using namespace std::chrono_literals;

struct Tank {
  std::int64_t size = 5;
  bool operator==(const Tank&) const = default;
};

struct Pump {
  std::string name;
  double rate = 0.5;
  Duration wait = 5min;
  double below = std::numeric_limits<double>::quiet_NaN();
  Tank tank;
  std::int64_t low = 1;
  std::int64_t high = 10;
};

Declaration<Tank> tank_declaration() {
  return Declaration<Tank>("where water is").optional("size", &Tank::size, integer({.min = 1, .max = 100}), "in litres");
}

Declaration<Pump> pump_declaration() {
  return Declaration<Pump>("moves water")
      .required("name", &Pump::name, text({.min_length = 1}), "what it is called")
      .optional("rate", &Pump::rate, number({.min = 0, .max = 1}), "how fast")
      .optional("wait", &Pump::wait, duration(1s, 1h), "between strokes")
      .optional("below", &Pump::below, number(), "alarm")
      .optional("tank", &Pump::tank, object(tank_declaration()), "its tank")
      .optional("low", &Pump::low, integer(), "")
      .optional("high", &Pump::high, integer(), "")
      .check([](const Pump& pump, const std::string& path, Problems& problems) {
        if (pump.low > pump.high) problems.push_back({step_into(path, "low"), "must not be above \"high\""});
      });
}

Problems problems_of(const char* json, const std::vector<std::string>& elsewhere = {}) {
  Pump pump;
  Problems problems;
  pump_declaration().read(pump, Json::parse(json), "/pump", problems, elsewhere);
  return problems;
}

TEST(Declaration, LeavesDefaultsWhereNothingIsWritten) {
  Pump pump;
  Problems problems;
  pump_declaration().read(pump, Json::parse(R"({"name": "a", "rate": 0.25})"), "", problems);
  EXPECT_EQ(problems, Problems{});
  EXPECT_EQ(pump.name, "a");
  EXPECT_EQ(pump.rate, 0.25);
  EXPECT_EQ(pump.wait, 5min);
  EXPECT_EQ(pump.tank, Tank{});
}

TEST(Declaration, RefusesWhatIsNoObject) {
  EXPECT_EQ(problems_of("[]"), (Problems{{.path = "/pump", .message = "must be an object, is an array"}}));
}

TEST(Declaration, RefusesAnUnknownKeyAndSuggestsTheRightOne) {
  EXPECT_EQ(problems_of(R"({"name": "a", "rtae": 1})"),
            (Problems{{.path = "/pump/rtae", .message = "is not known here (did you mean \"rate\"?)"}}));
  const auto far = problems_of(R"({"name": "a", "colour/~": 1})");
  ASSERT_EQ(far.size(), 1U);
  EXPECT_EQ(far[0].path, "/pump/colour~1~0");
  EXPECT_EQ(far[0].message, "is not known here (one of: name, rate, wait, below, tank, low, high)");
}

TEST(Declaration, LetsKeysPassThatTheCallerReads) {
  EXPECT_EQ(problems_of(R"({"name": "a", "kind": "x"})", {"kind"}), Problems{});
}

TEST(Declaration, MissesWhatIsRequired) {
  EXPECT_EQ(problems_of("{}"), (Problems{{.path = "/pump", .message = "lacks \"name\": what it is called"}}));
}

TEST(Declaration, ReportsAllProblemsAtOnceEachUnderItsPath) {
  const auto problems = problems_of(R"({"rate": 7, "wait": "2h", "tank": {"size": 0, "sise": 1}, "x": 1})");
  std::vector<std::string> paths;
  for (const auto& problem : problems) paths.push_back(problem.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"/pump/x", "/pump", "/pump/rate", "/pump/wait", "/pump/tank/sise", "/pump/tank/size"}));
}

TEST(Declaration, ChecksAcrossFieldsOnceEachIsGood) {
  EXPECT_EQ(problems_of(R"({"name": "a", "low": 20})"), (Problems{{.path = "/pump/low", .message = "must not be above \"high\""}}));
  EXPECT_EQ(problems_of(R"({"name": "a", "low": 20, "rate": 7})"),
            (Problems{{.path = "/pump/rate", .message = "must be at most 1, is 7"}}));
}

TEST(Declaration, TellsDefaultsBoundsAndDocsInItsSchema) {
  const Json schema = pump_declaration().schema();
  EXPECT_EQ(schema["description"], "moves water");
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_EQ(schema["required"], Json::parse(R"(["name"])"));
  const Json& properties = schema["properties"];
  EXPECT_EQ(properties["rate"]["default"], 0.5);
  EXPECT_EQ(properties["rate"]["maximum"], 1.0);
  EXPECT_EQ(properties["rate"]["description"], "how fast");
  EXPECT_EQ(properties["wait"]["default"], "5m");
  EXPECT_EQ(properties["tank"]["properties"]["size"]["default"], 5);
  EXPECT_FALSE(properties["name"].contains("default"));
  EXPECT_FALSE(properties["below"].contains("default"));
}

TEST(Declaration, OmitsRequiredWhereNothingIs) {
  EXPECT_FALSE(tank_declaration().schema().contains("required"));
}

TEST(Declaration, ReadsBackWhatItWrites) {
  const auto declaration = pump_declaration();
  Pump pump{.name = "a", .rate = 0.1, .wait = 90s, .below = 3, .tank = {.size = 7}, .low = 2, .high = 3};
  Pump again;
  Problems problems;
  declaration.read(again, declaration.write(pump), "", problems);
  EXPECT_EQ(problems, Problems{});
  EXPECT_EQ(declaration.write(again), declaration.write(pump));
  EXPECT_EQ(again.rate, 0.1);
  EXPECT_EQ(again.tank.size, 7);
}

TEST(Declaration, WritesNoFieldThatSaysNothing) {
  EXPECT_FALSE(pump_declaration().write(Pump{}).contains("below"));
}

}  // namespace
}  // namespace driftd::config
