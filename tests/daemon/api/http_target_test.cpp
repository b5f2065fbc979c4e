#include "daemon/api/http_target.h"

#include <gtest/gtest.h>

namespace driftd::api {
namespace {

TEST(HttpTarget, SplitsThePathFromTheQueryAndDecodesBoth) {
  const auto target = parse_target("/v1/models/my%20model/signals?limit=10&subject=a%26b&text=one+two&flag");
  ASSERT_TRUE(target) << target.error();
  EXPECT_EQ(target->path, "/v1/models/my model/signals");
  const FieldList expected = {{"limit", "10"}, {"subject", "a&b"}, {"text", "one two"}, {"flag", ""}};
  EXPECT_EQ(target->query, expected);
}

TEST(HttpTarget, TakesTheAbsoluteFormThatProxiesSend) {
  const auto target = parse_target("http://driftd:7420/metrics?a=b");
  ASSERT_TRUE(target) << target.error();
  EXPECT_EQ(target->path, "/metrics");
  EXPECT_EQ(target->query, (FieldList{{"a", "b"}}));
}

TEST(HttpTarget, IsTheRootWhereTheAbsoluteFormNamesNoPath) {
  const auto target = parse_target("http://driftd:7420");
  ASSERT_TRUE(target) << target.error();
  EXPECT_EQ(target->path, "/");
}

TEST(HttpTarget, RefusesWhatIsNoPath) {
  for (const auto* text : {"", "*", "metrics", "driftd:7420", "/a b", "/a%2", "/a%zz", "/a#b"}) EXPECT_FALSE(parse_target(text)) << text;
}

TEST(HttpTarget, RefusesASlashOrNulInDisguise) {
  for (const auto* text : {"/v1/models/a%2Fb", "/v1/models/a%2fb", "/v1/models/a%00b"}) EXPECT_FALSE(parse_target(text)) << text;
  EXPECT_TRUE(parse_target("/v1/models/a%252Fb")) << "an encoded percent sign is only a percent sign";
}

TEST(HttpTarget, BoundsTheNumberOfParameters) {
  std::string text = "/?p";
  for (std::size_t i = 1; i < kMaxQueryParameters; ++i) text += "&p";
  EXPECT_TRUE(parse_target(text));
  EXPECT_FALSE(parse_target(text + "&p"));
}

}  // namespace
}  // namespace driftd::api
