#include "daemon/engine/publish_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace driftd::engine {
namespace {

using config::Json;
using ::testing::HasSubstr;

std::vector<PublishTarget> read(const char* text, config::Problems& problems) {
  std::vector<PublishTarget> targets;
  publish_shape().read(targets, Json::parse(text), "/publish", problems);
  return targets;
}

TEST(PublishSettings, NamesOnePlaceAnEntry) {
  config::Problems problems;
  const auto targets = read(
      R"([{"tf_serving": {"folder": "/srv/churn"}}, {"mlflow": {"url": "http://127.0.0.1:5000", "model": "churn"}}, {"command": ["announce", "-v"]}])",
      problems);
  ASSERT_TRUE(problems.empty()) << config::to_text(problems);
  ASSERT_EQ(targets.size(), 3U);
  EXPECT_EQ(targets[0].name(), "tf_serving /srv/churn");
  EXPECT_EQ(targets[1].name(), "mlflow http://127.0.0.1:5000 churn");
  EXPECT_EQ(targets[1].mlflow->alias, "champion");
  EXPECT_EQ(targets[2].name(), "command announce");
}

TEST(PublishSettings, IsWrittenAsItWasRead) {
  config::Problems problems;
  const auto targets = read(R"([{"triton": {"url": "http://127.0.0.1:8000", "model": "churn", "repository": "/srv/triton"}}])", problems);
  ASSERT_EQ(targets.size(), 1U);
  const auto again = read(Json::array({to_json(targets[0])}).dump().c_str(), problems);
  EXPECT_TRUE(problems.empty()) << config::to_text(problems);
  EXPECT_EQ(to_json(again[0]), to_json(targets[0]));
}

TEST(PublishSettings, RefusesNoneOrSeveralPlacesAndOtherSchemes) {
  for (const char* text : {"[{}]", R"([{"tf_serving": {"folder": "/a"}, "command": ["b"]}])"}) {
    config::Problems problems;
    read(text, problems);
    ASSERT_EQ(problems.size(), 1U) << text;
    EXPECT_THAT(problems[0].message, HasSubstr("exactly one of")) << text;
  }
  config::Problems problems;
  read(R"([{"mlflow": {"url": "https://mlflow", "model": "churn"}}])", problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].path, "/publish/0/mlflow/url");
}

}  // namespace
}  // namespace driftd::engine
