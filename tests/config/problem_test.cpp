#include "config/problem.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace driftd::config {
namespace {

TEST(ProblemPath, GrowsByKeyAndByIndex) {
  EXPECT_EQ(step_into(step_into(step_into("", "models"), 3), "name"), "/models/3/name");
}

TEST(ProblemPath, EscapesTildeAndSlash) {
  EXPECT_EQ(step_into("", "a/b"), "/a~1b");
  EXPECT_EQ(step_into("", "a~b"), "/a~0b");
  EXPECT_EQ(step_into("", "~1"), "/~01");
  EXPECT_EQ(step_into("/x", ""), "/x/");
}

TEST(ProblemPath, IsAJsonPointerThatFindsThePlace) {
  const nlohmann::json document = {{"a/b", {{{"~c", 42}}}}};
  const auto path = step_into(step_into(step_into("", "a/b"), 0), "~c");
  EXPECT_EQ(document.at(nlohmann::json::json_pointer(path)), 42);
}

TEST(ProblemText, IsOneLineAProblem) {
  EXPECT_EQ(
      to_text({{.path = "/models/0/decay/1/below", .message = "must be at most 1, is 7"}, {.path = "", .message = "lacks \"models\""}}),
      "/models/0/decay/1/below: must be at most 1, is 7\n/: lacks \"models\"\n");
  EXPECT_EQ(to_text({}), "");
}

}  // namespace
}  // namespace driftd::config
