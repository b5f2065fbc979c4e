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

TEST(HttpResource, NamesServerAndTarget) {
  const auto resource = parse_http_resource("http://drift.example:8080/a/b?c=d#e");
  ASSERT_TRUE(resource) << resource.error();
  EXPECT_EQ(resource->server.authority, "drift.example:8080");
  EXPECT_EQ(resource->target, "/a/b?c=d");
  EXPECT_EQ(resource->url(), "http://drift.example:8080/a/b?c=d");
  EXPECT_EQ(parse_http_resource("http://drift.example")->target, "/");
  EXPECT_EQ(parse_http_resource("http://drift.example?x")->target, "/?x");
}

TEST(HttpResource, IsRefusedAsAServerIs) {
  for (const char* text : {"drift.example/a", "https://drift.example/a", "http:///a", "http://me@drift.example/a",
                           "http://drift.example:0/a", "http://drift.example/a b"}) {
    const auto resource = parse_http_resource(text);
    ASSERT_FALSE(resource) << text;
    EXPECT_THAT(resource.error(), AllOf(HasSubstr(text), HasSubstr("http://host:port/path")));
  }
}

std::string resolved(std::string_view reference) {
  const auto resource = resolve_at_origin(*parse_http_resource("http://drift.example:80/jobs/train?x=1"), reference);
  return resource ? resource->target : resource.error();
}

TEST(HttpResource, IsFoundFromAnother) {
  EXPECT_EQ(resolved("http://drift.example/status/7"), "/status/7") << "port 80 is http's own";
  EXPECT_EQ(resolved("/status/7?y=2"), "/status/7?y=2");
  EXPECT_EQ(resolved("7"), "/jobs/7");
  EXPECT_EQ(resolved("../7"), "/7");
  EXPECT_EQ(resolved("//drift.example:80/7"), "/7");
}

TEST(HttpResource, IsNotFoundAtAnotherServer) {
  for (const char* elsewhere : {"http://other.example/7", "//other.example/7", "http://drift.example:81/7", "http://drift.example.evil/7"})
    EXPECT_THAT(resolved(elsewhere), AllOf(HasSubstr("leads to another server"), HasSubstr("http://drift.example:80"))) << elsewhere;
  EXPECT_THAT(resolved("https://drift.example/7"), HasSubstr("only http"));
  EXPECT_THAT(resolved("http://me@drift.example/7"), HasSubstr("user name"));
  EXPECT_THAT(resolved("file:///etc/passwd"), HasSubstr("only http"));
  EXPECT_THAT(resolved("a b"), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace driftd::api
