#include "daemon/api/http_request_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/daemon/api/http_raw_client.h"

namespace driftd::api {
namespace {

using namespace std::chrono_literals;

class HttpRequestReader : public testing::Test {
 protected:
  void start(HttpServer::Settings settings = small_settings(), Handler handler = echo) {
    server_.emplace(std::move(settings), std::move(handler));
    server_->start();
  }

  /// Sends it over a connection of its own and expects that refusal, a proper goodbye and no call of the handler.
  void expect_refusal(std::string_view text, unsigned status, std::string_view code) {
    RawClient client(server_->port());
    client.send(text);
    expect_refusal(client, status, code);
  }

  void expect_refusal(RawClient& client, unsigned status, std::string_view code) {
    const auto before = server_->counters().requests.load();
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->result_int(), status);
    EXPECT_EQ((*answer)["Connection"], "close");
    EXPECT_EQ(nlohmann::json::parse(answer->body()).at("error").at("code"), code) << answer->body();
    EXPECT_TRUE(client.ends_cleanly());
    EXPECT_EQ(server_->counters().requests.load(), before);
    EXPECT_GE(server_->counters().refused.load(), 1U);
  }

  std::string answer_to(std::string_view text) {
    RawClient client(server_->port());
    client.send(text);
    const auto answer = client.receive();
    return answer ? answer->body() : "no answer";
  }

  std::optional<HttpServer> server_;
};

TEST_F(HttpRequestReader, HandsOverWhatTheClientSaid) {
  Request seen;
  start(small_settings(), [&seen](Request request, Respond respond) {
    seen = std::move(request);
    respond({});
  });
  answer_to(
      "POST /v1/a%20b?limit=3 HTTP/1.1\r\nHost: x\r\nContent-Type: Application/JSON; charset=utf-8\r\nX-Key: v\r\nContent-Length: "
      "4\r\n\r\nbody");
  server_->stop(1s);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.path, "/v1/a b");
  EXPECT_EQ(seen.parameter("limit"), "3");
  EXPECT_EQ(seen.parameter("Limit"), std::nullopt);
  EXPECT_EQ(seen.content_type, "application/json");
  EXPECT_EQ(seen.header("x-kEY"), "v");
  EXPECT_EQ(seen.header("x-other"), std::nullopt);
  EXPECT_EQ(seen.body, "body");
}

TEST_F(HttpRequestReader, PutsAChunkedBodyTogether) {
  start();
  EXPECT_EQ(answer_to("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n"),
            "POST /x hello world");
}

TEST_F(HttpRequestReader, TakesARequestThatComesByteByByte) {
  start();
  RawClient client(server_->port());
  for (const char c : std::string_view("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")) client.send({&c, 1});
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body(), "POST /x hi");
}

TEST_F(HttpRequestReader, TakesABodyOfExactlyTheLimit) {
  start();
  EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'b')),
            "POST / " + std::string(1000, 'b'));
}

TEST_F(HttpRequestReader, TellsAClientThatAsksToGoOn) {
  start();
  RawClient client(server_->port());
  client.send("POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.receive_bytes(25), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hi");
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body(), "POST /x hi");
}

TEST_F(HttpRequestReader, RefusesAGigabyteBeforeReadingAnyOfIt) {
  start();
  expect_refusal("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n", 413, "body_too_large");
  EXPECT_LT(server_->counters().bytes_in.load(), 100U);
}

TEST_F(HttpRequestReader, RefusesRatherThanContinuesWhenTheExpectedBodyIsTooLarge) {
  start();
  expect_refusal("POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n", 413, "body_too_large");
}

TEST_F(HttpRequestReader, LetsAClientThatIsStillSendingSeeTheRefusal) {
  auto settings = small_settings();
  settings.linger = 5s;
  start(settings);
  RawClient client(server_->port());
  client.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n");
  client.send(std::string(8'000'000, 'b'));
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 413U);
}

TEST_F(HttpRequestReader, RefusesAChunkedBodyThatGrowsTooLarge) {
  start();
  std::string text = "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 3; ++i) text += "190\r\n" + std::string(400, 'b') + "\r\n";
  expect_refusal(text, 413, "body_too_large");
}

TEST_F(HttpRequestReader, RefusesHeadersTooLargeOrTooMany) {
  start();
  expect_refusal("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(600, 'h') + "\r\n\r\n", 431, "headers_too_large");
  expect_refusal("GET /" + std::string(600, 'p') + " HTTP/1.1\r\nHost: x\r\n\r\n", 431, "headers_too_large");
  std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 100; ++i) many += "a:\r\n";
  expect_refusal(many + "\r\n", 431, "headers_too_large");
}

TEST_F(HttpRequestReader, RefusesAnEndlessChunkExtension) {
  start();
  expect_refusal("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(100'000, 'e'), 431,
                 "headers_too_large");
}

TEST_F(HttpRequestReader, RefusesWhatIsNotHttp) {
  start();
  for (const auto* text :
       {"hello\r\n\r\n", "GET / HTTP/2.0\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a%2fb HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    SCOPED_TRACE(text);
    expect_refusal(text, 400, "malformed_request");
  }
}

TEST_F(HttpRequestReader, RefusesEncodingsAndExpectationsItDoesNotKnow) {
  start();
  expect_refusal("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "unsupported_transfer_encoding");
  expect_refusal("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "unsupported_transfer_encoding");
  expect_refusal("POST / HTTP/1.1\r\nHost: x\r\nExpect: coffee\r\nContent-Length: 1\r\n\r\n", 417, "expectation_failed");
}

TEST_F(HttpRequestReader, GivesUpOnAClientThatTakesTooLong) {
  auto settings = small_settings();
  settings.request_deadline = 200ms;
  start(settings);
  for (const auto* text : {"GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf"}) {
    SCOPED_TRACE(text);
    expect_refusal(text, 408, "request_timeout");
  }
}

TEST_F(HttpRequestReader, GivesUpOnAClientThatDripsBytesToKeepItsPlace) {
  auto settings = small_settings();
  settings.request_deadline = 200ms;
  start(settings);
  RawClient client(server_->port());
  std::atomic<bool> over = false;
  std::jthread dripper([&] {
    client.send("GET / HTTP/1.1\r\nHost: ");
    while (!over && client.send("x")) std::this_thread::sleep_for(20ms);
  });
  const auto answer = client.receive();
  over = true;
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 408U);
}

TEST_F(HttpRequestReader, LeavesSilentlyWhenNoRequestEverComes) {
  auto settings = small_settings();
  settings.idle_timeout = 100ms;
  start(settings);
  RawClient client(server_->port());
  EXPECT_TRUE(client.ends_cleanly());
  EXPECT_EQ(server_->counters().refused.load(), 0U);
}

TEST_F(HttpRequestReader, SurvivesAClientThatLeavesInTheMiddle) {
  start();
  RawClient(server_->port()).send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_EQ(answer_to("GET /after HTTP/1.1\r\nHost: x\r\n\r\n"), "GET /after ");
}

}  // namespace
}  // namespace driftd::api
