#include "daemon/api/http_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace driftd::api {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(HttpUrl, NamesHostAndPort) {
  const auto url = parse_http_url("http://drift.example:7420/");
  ASSERT_TRUE(url) << url.error();
  EXPECT_EQ(url->host, "drift.example");
  EXPECT_EQ(url->port, 7420);
  EXPECT_EQ(url->authority, "drift.example:7420");
}

TEST(HttpUrl, TakesPort80WhereNoneIsNamed) {
  const auto url = parse_http_url("http://localhost");
  ASSERT_TRUE(url) << url.error();
  EXPECT_EQ(url->port, 80);
}

TEST(HttpUrl, KeepsTheBracketsOfIpv6ForTheHeaderOnly) {
  const auto url = parse_http_url("http://[::1]:7420");
  ASSERT_TRUE(url) << url.error();
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->authority, "[::1]:7420");
}

struct Refused {
  const char* text;
  const char* why;
};

class HttpUrlRefusal : public testing::TestWithParam<Refused> {};

TEST_P(HttpUrlRefusal, QuotesTheTextAndSaysWhatToWrite) {
  const auto url = parse_http_url(GetParam().text);
  ASSERT_FALSE(url);
  EXPECT_THAT(url.error(), AllOf(HasSubstr(GetParam().text), HasSubstr(GetParam().why), HasSubstr("http://host:port")));
}

INSTANTIATE_TEST_SUITE_P(Of, HttpUrlRefusal,
                         testing::Values(Refused{"localhost:7420", "no scheme"}, Refused{"https://localhost:7420", "only http"},
                                         Refused{"http://", "no host"}, Refused{"http://:7420", "no host"},
                                         Refused{"http://localhost:0", "between 1 and 65535"},
                                         Refused{"http://localhost:99999", "between 1 and 65535"},
                                         Refused{"http://local host", "cannot be read"}, Refused{"http://me@localhost:7420", "user name"},
                                         Refused{"http://localhost:7420/v1", "goes on"}));

}  // namespace
}  // namespace driftd::api
