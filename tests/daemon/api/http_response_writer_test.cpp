#include "daemon/api/http_response_writer.h"

#include <gtest/gtest.h>

#include "tests/daemon/api/http_raw_client.h"

namespace driftd::api {
namespace {

class HttpResponseWriter : public testing::Test {
 protected:
  /// What a client sees of it; the answer after it on the same connection must be seen as well.
  RawClient::Answer seen(const Response& response) {
    HttpServer server(small_settings(), [&response](const Request& request, Respond respond) {
      respond(request.path == "/next" ? Response{.body = "next"} : response);
    });
    server.start();
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
    auto answer = client.receive();
    const auto next = client.receive();
    EXPECT_TRUE(answer && next && next->body() == "next");
    return answer.value_or(RawClient::Answer());
  }
};

TEST_F(HttpResponseWriter, WritesStatusTypeHeadersAndBody) {
  const auto answer =
      seen({.status = 429, .content_type = "text/plain", .body = "slow down", .headers = {{"Retry-After", "2"}, {"X-Key", "v"}}});
  EXPECT_EQ(answer.result_int(), 429U);
  EXPECT_EQ(answer["Content-Type"], "text/plain");
  EXPECT_EQ(answer["Retry-After"], "2");
  EXPECT_EQ(answer["X-Key"], "v");
  EXPECT_EQ(answer.body(), "slow down");
}

TEST_F(HttpResponseWriter, WritesAnEmptyBodyAsSuch) {
  EXPECT_EQ(seen({.body = ""})["Content-Length"], "0");
}

TEST_F(HttpResponseWriter, GivesNoBodyToAStatusThatHasNone) {
  const auto answer = seen({.status = 204, .body = "never seen"});
  EXPECT_EQ(answer.result_int(), 204U);
  EXPECT_EQ(answer.count("Content-Length"), 0U);
  EXPECT_EQ(answer.body(), "");
}

TEST_F(HttpResponseWriter, ReplacesWhatWouldForgeHeaders) {
  EXPECT_EQ(seen({.headers = {{"X-Model", "a\r\nSet-Cookie: b"}}}).result_int(), 500U);
  EXPECT_EQ(seen({.headers = {{"X Model", "a"}}}).result_int(), 500U);
  EXPECT_EQ(seen({.headers = {{"", "a"}}}).result_int(), 500U);
  EXPECT_EQ(seen({.content_type = "text/plain\nX: y"}).result_int(), 500U);
}

TEST_F(HttpResponseWriter, ReplacesAStatusThatIsNone) {
  for (const unsigned status : {0U, 100U, 199U, 600U, 70'000U}) EXPECT_EQ(seen({.status = status}).result_int(), 500U) << status;
}

}  // namespace
}  // namespace driftd::api
